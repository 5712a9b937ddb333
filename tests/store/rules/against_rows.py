"""Rows that no case may hold, written by an editor's own SQL: tags, properties, results, ports, settings, sizes."""

# ruff: noqa: E501 - a table reads best with one attack a line
from __future__ import annotations

from tests.store.rules.attack import Attack, component, link

__all__ = ["ATTACKS", "TWO_STRICT"]

TAGS = {
    "blank": " ",
    "empty": "",
    "formula =": "=1+1",
    "formula +": "+1",
    "formula @": "@SUM(A1)",
    "formula -": "-2+3",
    "tab and formula": "\t=1",
    "leading blank": " P-1",
    "trailing blank": "P-1 ",
    "SQL": "a';drop table workbench.components;--",
    "HTML": "<img src=x onerror=alert(1)>",
    "double quote": 'a"b',
    "backtick": "a`b",
    "bidirectional override": "a\u202eb",
    "bidirectional isolate": "a\u2067b",
    "zero width": "P\u200b-0",
    "byte order mark": "\ufeffP-0",
    "soft hyphen": "P\u00ad0",
    "no-break blank": "P\u00a00",
    "line separator": "P\u20280",
    "tag character": "P\U000e00410",
    "private use": "P\ue0000",
    "next line": "P\u00850",
    "65 characters": "x" * 65,
    "not normalized": "e\u0301",
    "newline": "a\nb",
    "carriage return": "a\rb",
    "delete": "a\x7fb",
    "escape": "a\x1b[31mb",
    "entity": "a&lt;",
    "filler": "\u3164",
    "another filler": "P\u115f1",
    "half-width filler": "P\uffa01",
    "blank of Braille": "P\u28001",
    "joiner": "P\u034f1",
    "variation selector": "P\ufe0f1",
}
DUPLICATES = [
    ("tag", component("P-101"), "23505"),
    ("tag in other letters", component("p-101"), "23505"),
    ("tag in one statement", component("N-1") + ", ('{{project.alpha}}', '{{case.wip}}', 'NODE', 3, 'n-1', '{\"elevation\": 0, \"demand\": 0}')", "23505"),
    ("tag until the commit", f"BEGIN; SET CONSTRAINTS ALL DEFERRED; {component('p-101')}; COMMIT", "23505"),
    ("lineage", component("N-1").replace("(project_id", "(lineage_id, project_id").replace("VALUES (", "VALUES ('{{lineage.wip.J-1}}', "), "23505"),
    ("id", component("N-1").replace("(project_id", "(id, project_id").replace("VALUES (", "VALUES ('{{wip.J-1}}', "), "23505"),
    ("connection", link("wip.T-1", "outlet", "wip.P-101", "inlet"), "23505"),
    ("case name", "INSERT INTO workbench.cases (project_id, revision_id, name, app_module, settings) VALUES ('{{project.alpha}}', '{{revision.wip}}', 'Design', 'network', '{{settings}}')", "23505"),
]  # fmt: skip

DN = {
    "required missing": ("{}", "WB006"),
    "not an allowed text": ('{"dn": 0.1, "unit": "inch"}', "WB006"),
    "text for a number": ('{"dn": "0.1"}', "WB006"),
    "below the minimum": ('{"dn": -1}', "WB006"),
    "above the maximum": ('{"dn": 11}', "WB006"),
    "1e400": ('{"dn": 1e400}', "WB006"),
    "unknown property": ('{"dn": 0.1, "zz": 1}', "WB006"),
    "null": ('{"dn": null}', "WB006"),
    "boolean": ('{"dn": true}', "WB006"),
    "list": ('{"dn": [1]}', "WB006"),
    "text too long": ('{"dn": 1, "name": "' + "x" * 81 + '"}', "WB006"),
    "indexed, wrong type": ('{"dn": 1, "rating": "9"}', "WB006"),
    "indexed, 1e400": ('{"dn": 1, "rating": 1e400}', "22003"),
    "a list": ("[1]", "23514"),
    "the null of JSON": ("null", "23514"),
    "a text": ('"a"', "23514"),
    "NaN": ('{"dn": NaN}', "22P02"),
    "Infinity": ('{"dn": Infinity}', "22P02"),
    "NUL": ('{"dn": 1, "name": "\\u0000"}', "22P05"),
    "half a surrogate": ('{"dn": 1, "name": "\\ud800"}', "22P02"),
    "cut": ('{"dn": 1', "22P02"),
    "nested 200,000 deep": ("repeat('[', 200000)::jsonb", "54001"),
    "300 kB": ("jsonb_build_object('dn', 1, 'name', repeat('x', 300000))", "23514"),
    "results of no run": ('{"dn": 1, "results": {"velocity": 1}}', "WB006"),
    "results of a run that is no id": ('{"dn": 1, "results": {"run_id": "x", "velocity": 1}}', "WB006"),
    "undeclared result": ('{"dn": 1, "results": {"run_id": "{{run.wip}}", "zz": 1}}', "WB006"),
    "result that is a text": ('{"dn": 1, "results": {"run_id": "{{run.wip}}", "velocity": "1"}}', "WB006"),
    "result that is infinite": ('{"dn": 1, "results": {"run_id": "{{run.wip}}", "velocity": 1e400}}', "WB006"),
    "result that is null": ('{"dn": 1, "results": {"run_id": "{{run.wip}}", "velocity": null}}', "WB006"),
    "result that is a number and ought to be a text": (
        '{"dn": 1, "results": {"run_id": "{{run.wip}}", "size": 1}}',
        "WB006",
    ),
    "result that is null and ought to be a text": (
        '{"dn": 1, "results": {"run_id": "{{run.wip}}", "size": null}}',
        "WB006",
    ),
    "result that is a list of texts": ('{"dn": 1, "results": {"run_id": "{{run.wip}}", "size": ["4P6"]}}', "WB006"),
    "result that is too long a text": ('{"dn": 1, "results": {"run_id": "{{run.wip}}", "size": "123456789"}}', "WB006"),
    "results that are a list": ('{"dn": 1, "results": [1]}', "WB006"),
    "results that are null": ('{"dn": 1, "results": null}', "WB006"),
}
LOOSE = {
    "infinite number beside the schema": ('{"z": 1e400}', "WB006"),
    "infinite number deep inside": ('{"z": [{"y": [-1e400]}]}', "WB006"),
    "300 kB in a type without bounds": ("jsonb_build_object('note', repeat('x', 300000))", "23514"),
}


def changed(values: str) -> str:
    """Return the statement that changes P-101 of the revision in work."""
    return f"UPDATE workbench.components SET {values}, version = version + 1 WHERE id = '{{{{wip.P-101}}}}'"


def changed_case(values: str) -> str:
    """Return the statement that changes the case of the revision in work."""
    return f"UPDATE workbench.cases SET {values}, version = version + 1 WHERE id = '{{{{case.wip}}}}'"


TYPES = [
    ("unknown type", component("X", of="NOTHING"), "23503"),
    ("unknown version", component("X", version=99), "23503"),
    ("version null", component("X").replace("'NODE', 3", "'NODE', NULL"), "23502"),
    ("properties of another type", component("X", of="PIPE"), "WB006"),
    ("changed type", "UPDATE workbench.components SET type_code = 'VALVE', version = version + 1 WHERE id = '{{wip.P-101}}'", "42501"),
    ("changed key of the tag", changed("tag_key = 'X'"), "428C9"),
    ("properties emptied", changed("properties = '{}'"), "WB006"),
    ("one property wrong", changed("properties = properties || '{\"length\": -1}'"), "WB006"),
    ("tag changed to a formula", changed("tag = '=1'"), "23514"),
    ("tag null", changed("tag = NULL"), "23502"),
    ("properties null", changed("properties = NULL"), "23502"),
    ("version of the schema that there is not", changed("type_version = 99"), "23503"),
    ("version of the schema by insert and update", component("X", '{"dn": 1}', of="STRICT", version=1) + "; UPDATE workbench.components SET type_version = 3, version = version + 1 WHERE tag = 'X'", "23503"),
    ("position that is a text", changed("graphics = '{\"x\": \"1\", \"y\": 2}'"), "23514"),
    ("position without y", changed("graphics = '{\"x\": 1}'"), "23514"),
    ("position with more", changed("graphics = '{\"x\": 1, \"y\": 2, \"html\": \"<b>\"}'"), "23514"),
    ("position that is infinite", changed("graphics = '{\"x\": 1e400, \"y\": 2}'"), "23514"),
    ("position that is a list", changed("graphics = '[]'"), "23514"),
]  # fmt: skip

TWO_STRICT = (
    component("S-1a", '{"dn": 1}', of="STRICT", version=1)
    + ", ('{{project.alpha}}', '{{case.wip}}', 'STRICT', 1, 'S-2a', '{\"dn\": 1}'); "
    "INSERT INTO workbench.connections (project_id, case_id, source_component_id, source_port, target_component_id, "
    "target_port) SELECT a.project_id, a.case_id, a.id, 'outlet', b.id, 'inlet' FROM workbench.components AS a, "
    "workbench.components AS b WHERE a.tag = 'S-1a' AND b.tag = 'S-2a'; "
)
CONNECTIONS = [
    ("dangling", link("wip.P-101", "outlet", "run.wip", "port"), "23503"),
    ("into another revision", link("wip.P-101", "outlet", "issued.J-1", "port"), "23503"),
    ("from another revision", link("issued.P-101", "outlet", "wip.J-1", "port"), "23503"),
    ("into another project", link("wip.P-101", "outlet", "beta.J-1", "port"), "23503"),
    ("of a case of another project", link("wip.P-101", "outlet", "wip.J-1", "port", "'{{project.alpha}}', '{{case.beta}}'"), "23503"),
    ("to itself", link("wip.P-101", "outlet", "wip.P-101", "inlet"), "23514"),
    ("from a port that there is not", link("wip.P-101", "side", "wip.J-1", "port"), "WB006"),
    ("to a port that there is not", link("wip.P-101", "outlet", "wip.J-1", "inlet"), "WB006"),
    ("port without a name", link("wip.P-101", "", "wip.J-1", "port"), "23514"),
    ("port of 65 characters", link("wip.P-101", "x" * 65, "wip.J-1", "port"), "23514"),
    ("port in capitals", link("wip.P-101", "OUTLET", "wip.J-2", "port"), "WB006"),
    ("moved", "UPDATE workbench.connections SET source_port = 'inlet' WHERE id = '{{link.wip.P-101}}'", "42501"),
    ("one wrong among right ones", link("wip.P-101", "outlet", "wip.J-2", "port") + ", ('{{project.alpha}}', '{{case.wip}}', '{{wip.P-102}}', 'out', '{{wip.J-2}}', 'port')", "WB006"),
    ("left behind by a deleted component", "SELECT workbench.delete_components(ARRAY['{{wip.J-1}}'::uuid], ARRAY[1])", "23503"),
    ("left behind by a newer schema without the port", TWO_STRICT + "UPDATE workbench.components SET type_version = 2, version = version + 1 WHERE tag = 'S-1a'", "WB006"),
]  # fmt: skip

SETTINGS = {
    "empty": "'{}'",
    "a list": "'[]'",
    "unknown": "settings || '{\"zz\": 1}'",
    "no density": "settings - 'density'",
    "density zero": "settings || '{\"density\": 0}'",
    "density that is a text": 'settings || \'{"density": "998"}\'',
    "density that is null": "settings || '{\"density\": null}'",
    "density that is a list": "settings || '{\"density\": [998, 999]}'",
    "density that is an object": 'settings || \'{"density": {"value": 998}}\'',
    "density infinite": "settings || '{\"density\": 1e400}'",
    "viscosity too small": "settings || '{\"viscosity\": 1e-9}'",
    "viscosity that is true": "settings || '{\"viscosity\": true}'",
    "vapour pressure below zero": "settings || '{\"vapour_pressure\": -1}'",
    "vapour pressure that is a text": 'settings || \'{"vapour_pressure": "x"}\'',
    "atmospheric pressure of zero": "settings || '{\"atmospheric_pressure\": 0}'",
    "friction law that there is not": 'settings || \'{"friction_law": "mine"}\'',
    "friction law that is a list": 'settings || \'{"friction_law": ["darcy-weisbach"]}\'',
    "friction law that is a number": "settings || '{\"friction_law\": 1}'",
    "critical pressure of zero": "settings || '{\"critical_pressure\": 0}'",
    "critical pressure that is a text": 'settings || \'{"critical_pressure": "x"}\'',
    "fluid that is a number": "settings || '{\"fluid\": 1}'",
    "fluid version zero": "settings || '{\"fluid_version\": 0}'",
    "fluid version that is a text": 'settings || \'{"fluid_version": "1"}\'',
    "fluid version of one and a half": "settings || '{\"fluid_version\": 1.5}'",
    "fluid temperature below zero": "settings || '{\"fluid_temperature\": -1}'",
    "fluid temperature that is a text": 'settings || \'{"fluid_temperature": "x"}\'',
    "200 kB": "settings || jsonb_build_object('fluid', repeat('x', 200000))",
}
CASES = [
    ("without a name", changed_case("name = ''"), "23514"),
    ("name of 201 characters", changed_case("name = repeat('x', 201)"), "23514"),
    ("name null", changed_case("name = NULL"), "23502"),
    ("settings null", changed_case("settings = NULL"), "23502"),
    ("name of two lines", changed_case("name = E'a\\nb'"), "23514"),
    ("name that turns the reading direction", changed_case("name = E'a\\u202Eb'"), "23514"),
    ("description of a megabyte", changed_case("description = repeat('x', 1000000)"), "23514"),
    ("description null", changed_case("description = NULL"), "23502"),
    ("own digest", changed_case("digest = repeat('0', 64)"), "42501"),
    ("own run", changed_case("run_id = '{{run.beta}}'"), "42501"),
    ("other app module", changed_case("app_module = 'x'"), "42501"),
    ("app module that is markup", "INSERT INTO workbench.cases (project_id, revision_id, name, app_module, settings) VALUES ('{{project.alpha}}', '{{revision.wip}}', 'n', '<b>', '{{settings}}')", "23514"),
]  # fmt: skip

ATTACKS = [
    *(Attack("ed", "tags", name, component(tag), "23514") for name, tag in TAGS.items()),
    Attack("ed", "tags", "NUL", component("a").replace("'a'", "E'a\\x00b'"), "22021"),
    *(Attack("ed", "duplicates", *about) for about in DUPLICATES),
    *(
        Attack("ed", "schema", name, component("OK-1", stored, of="STRICT", version=1), code)
        for name, (stored, code) in DN.items()
    ),
    *(
        Attack("ed", "schema", name, component("OK-1", stored, of="LOOSE", version=1), code)
        for name, (stored, code) in LOOSE.items()
    ),
    *(Attack("ed", "types", *about) for about in TYPES),
    *(Attack("ed", "connections", *about) for about in CONNECTIONS),
    *(Attack("ed", "settings", name, changed_case(f"settings = {value}"), "23514") for name, value in SETTINGS.items()),
    *(Attack("ed", "cases", *about) for about in CASES),
]  # fmt: skip
