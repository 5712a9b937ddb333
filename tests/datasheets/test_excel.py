"""The Excel files: numbers are numbers, texts stay texts, and the page is that of a form."""

from __future__ import annotations

import openpyxl
import pytest

from tests.datasheets.cases import pump_case, relief_case
from workbench.datasheets.excel import number_format, write_workbook
from workbench.datasheets.sheet import Column, Datasheet, Heading, Line, Lines, Table
from workbench.errors import InputError
from workbench.services.run import run_case

HEADING = Heading("Project", "Case", "A", "0" * 64)


def sheet_of(*texts, tag="X-1"):
    lines = Lines("Texts", tuple(Line(f"line {k}", text) for k, text in enumerate(texts)))
    return Datasheet("Sheet", tag, HEADING, (lines,))


def rows_of(path, name=None):
    book = openpyxl.load_workbook(path)
    page = book.active if name is None else book[name]
    return page, {row[0].value: row for row in page.iter_rows() if row[0].value}


def test_numbers_are_numbers_with_units_beside_them(tmp_path):
    case = relief_case()
    run_case(case)
    page, rows = rows_of(case.datasheet("PSV-101").to_excel(tmp_path / "psv.xlsx"))
    area = float(case["PSV"].at["PSV-101", "required_area"]) * 1e6
    assert rows["Required area"][1].value == pytest.approx(area, rel=1e-12)
    assert rows["Required area"][1].data_type == "n"
    assert rows["Required area"][1].number_format == number_format(area)
    assert rows["Required area"][2].value == "mm2"
    assert rows["Body and bonnet"][1].value is None
    assert page["A1"].value == "PSV-101 Pressure relief valve"
    assert rows["Inputs sha256"][1].value == case.digest


@pytest.mark.parametrize("text", ["=1+1", "+1", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "#N/A", "{=1}", "1e5"])
def test_what_looks_like_a_formula_stays_text(tmp_path, text):
    _, rows = rows_of(sheet_of(text, tag=text).to_excel(tmp_path / "sheet.xlsx"))
    cell = rows["line 0"][1]
    assert (cell.value, cell.data_type) == (text, "s")
    page, _ = rows_of(tmp_path / "sheet.xlsx")
    assert all(one.data_type in ("s", "n") for row in page.iter_rows() for one in row)


def test_characters_that_excel_does_not_take_are_replaced(tmp_path):
    _, rows = rows_of(sheet_of("a\x00b\x1fc").to_excel(tmp_path / "sheet.xlsx"))
    assert rows["line 0"][1].value == "a�b�c"


def test_a_vessel_says_where_its_sketch_is(tmp_path):
    sheet = relief_case().datasheet("V-101")
    _, rows = rows_of(sheet.to_excel(tmp_path / "vessel.xlsx"))
    title, sentence = rows["Sketch, to scale"][0], rows["The sketch is on the HTML sheet only."][0]
    assert sentence.row == title.row + 1


def test_the_page_is_a_form_on_a4(tmp_path):
    case = pump_case()
    page, _ = rows_of(case.datasheet("P-1").to_excel(tmp_path / "pump.xlsx"))
    assert page.page_setup.paperSize == 9
    assert page.page_setup.orientation == "portrait"
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.fitToHeight == 0
    assert page.print_area.replace("$", "").endswith(f"A1:{page.cell(page.max_row, page.max_column).coordinate}")
    assert page.freeze_panes == "A6"
    assert page.column_dimensions["A"].width > page.column_dimensions["B"].width
    assert page["A8"].border.left.style == "thin"


def test_a_list_keeps_its_heads_in_sight(tmp_path):
    table = Table("Lines", (Column("Line"), Column("Flow", "m3/h")), (("P-1", 1.0), ("P-2", None)))
    sheet = Datasheet("Line list", "", HEADING, (table,), is_wide=True)
    page, rows = rows_of(sheet.to_excel(tmp_path / "list.xlsx"))
    assert page.freeze_panes == f"B{rows['P-1'][0].row}"
    assert page.page_setup.orientation == "landscape"
    assert rows["P-2"][1].value is None


def test_several_sheets_in_one_file_have_names_that_excel_takes(tmp_path):
    tags = ["P/1", "P:1", "p_1", "x" * 40, "x" * 41, "'"]
    book = openpyxl.load_workbook(write_workbook([sheet_of("t", tag=tag) for tag in tags], tmp_path / "all.xlsx"))
    assert len({name.lower() for name in book.sheetnames}) == len(tags)
    assert all(0 < len(name) <= 31 for name in book.sheetnames)


def test_the_workbook_of_a_case(tmp_path):
    case = pump_case()
    book = openpyxl.load_workbook(case.workbook(tmp_path / "case.xlsx", ["P-1"], "us"))
    assert book.sheetnames == ["Line list", "Equipment list", "P-1"]


@pytest.mark.parametrize("name", ["sheet.xls", "sheet"])
def test_another_ending_is_refused(tmp_path, name):
    with pytest.raises(InputError, match="xlsx"):
        sheet_of("x").to_excel(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [0.0, 1.0, -273.15, 12345.678, 1.23456e-4, 5e-13, 1e20])
def test_number_formats_exist_for_every_size(number):
    assert set(number_format(number)) <= set("#,0.E+")
