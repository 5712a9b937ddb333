"""What a case takes from the libraries: fluids, pipes, sets of criteria."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.equipment.fluid import FLUID, properties_from_library
from workbench.model.case import Case as ModelCase
from workbench.model.criteria_set import put_criteria
from workbench.model.material import pipe_properties
from workbench.model.settings import settings_from_fluid

if TYPE_CHECKING:
    from workbench.bench import Bench
    from workbench.bench.project import Revision

__all__ = ["CaseWithLibraries"]


class CaseWithLibraries(ModelCase):
    """A case that takes over what the libraries hold; the numbers are its own from then on."""

    _bench: Bench
    revision: Revision
    """The revision that the case was opened from, or committed as."""

    def use_fluid(
        self, name: str, temperature: float | str, *, version: int | None = None, tag: str | None = None
    ) -> None:
        """Take the properties of a library's fluid at a temperature into the settings, or into a FLUID.

        The numbers are stored with the case, with the fluid's version: what the library holds later changes nothing.

        Parameters
        ----------
        name : str
            Such as ``"Water"``; see ``bench.fluids()``.
        temperature : str or float
            Such as ``"40 degC"``; a plain number is in K.
        version : int, optional
            Of the fluid; else the newest.
        tag : str, optional
            Of the FLUID that takes them, which is added if it is not there: what relief scenarios, duties of pumps
            and vessels refer to. Without it the settings take density, viscosity and vapour pressure of a liquid.

        Raises
        ------
        NotFound
            There is no such fluid.
        InputError
            A gas for the settings, a temperature outside the fluid's range, a tag of another type.
        """
        fluid = self._bench.fluid(name, version)
        if tag is None:
            self.set_settings(**settings_from_fluid(fluid, temperature))
            return
        properties = properties_from_library(fluid, temperature)
        if tag in self.tags:
            self.set(tag, **properties)
        else:
            self.add(FLUID.code, tag, **properties)

    def use_pipe(
        self, tag: str, material: str, nominal_size: str, schedule: str, *, version: int | None = None
    ) -> None:
        """Give a pipe the inside diameter and roughness of a library's material, size and schedule.

        Examples
        --------
        >>> case.use_pipe("P-101", "Carbon steel", "6 inch", "40")  # doctest: +SKIP

        Raises
        ------
        NotFound
            There is no such material, or no component of that tag.
        InputError
            A size or schedule that the material does not come in; the message names the nearest.
        """
        self.set(tag, **pipe_properties(self._bench.material(material, version), nominal_size, schedule))

    def use_criteria(self, name: str, version: int | None = None) -> list[str]:
        """Take a set of criteria of the project into the case, in place of those that it has of a set of that name.

        The case holds a copy with name, version and source of the set, which ``case.set`` can change; what the
        library holds later changes nothing. ``case.checks()`` judges by them.

        Parameters
        ----------
        name : str
            Such as ``"Liquid lines, API RP 14E"``; see ``project.criteria()``.
        version : int, optional
            Of the set; else the newest.

        Returns
        -------
        list of str
            Tags of the criteria.

        Raises
        ------
        NotFound
            There is no such set.
        InputError
            A criterion on a type or property that the case does not have in its versions of the types.
        """
        return put_criteria(self, self.revision.project.criteria_set(name, version))
