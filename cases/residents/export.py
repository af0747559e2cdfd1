"""One person's own record as a table, to hand over: without BSN, and without any address that is kept."""

import csv
import io
import re
from typing import Any

from django.utils.translation import gettext_lazy as _
from import_export import fields, resources

from cases.residents.dates import told
from cases.residents.models import Resident

# A cell that starts like this is a formula to a spreadsheet; characters that can't be seen before it do not help.
FORMULA = re.compile(r"^[\s\u200b\u200c\u200d\ufeff\x00-\x1f]*[=+\-@|%]")
NOT_IN_A_CELL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class ResidentResource(resources.ModelResource):  # type: ignore[misc]  # the package has no types
    """What stands on the person's own page, in words."""

    name = fields.Field(column_name=_("Name"))
    first_names = fields.Field(attribute="first_names", column_name=_("First names"))
    born = fields.Field(column_name=_("Born"))
    died = fields.Field(column_name=_("Died"))
    address = fields.Field(column_name=_("Address"))
    postcode = fields.Field(column_name=_("Postcode"))
    place = fields.Field(column_name=_("Place"))
    phone = fields.Field(attribute="phone", column_name=_("Phone"))
    representatives = fields.Field(column_name=_("Representatives"))

    class Meta:
        model = Resident
        fields = ("name", "first_names", "born", "died", "address", "postcode", "place", "phone", "representatives")
        clean_model_instances = True

    def dehydrate_name(self, row: Resident) -> str:
        return row.name

    def dehydrate_born(self, row: Resident) -> str:
        return told(row.birth)

    def dehydrate_died(self, row: Resident) -> str:
        return told(row.death) if row.is_deceased else ""

    def dehydrate_address(self, row: Resident) -> str:
        return row.address

    def dehydrate_postcode(self, row: Resident) -> str:
        return "" if row.address_is_kept else row.postcode

    def dehydrate_place(self, row: Resident) -> str:
        return row.lives_in

    def dehydrate_representatives(self, row: Resident) -> str:
        return "; ".join(vars(row)["speakers"])


def as_csv(rows: Any) -> bytes:
    """Every cell quoted, with the mark by which a Dutch spreadsheet reads the letters right."""
    table = ResidentResource().export(rows)
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([str(header) for header in table.headers])
    writer.writerows([[harmless(cell) for cell in row] for row in table])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(rows: Any) -> bytes:
    table = ResidentResource().export(rows)
    table.headers = [str(header) for header in table.headers]
    for place, row in enumerate(list(table)):
        table[place] = [harmless(cell) for cell in row]
    from import_export.formats.base_formats import XLSX  # heavy: it comes with the first workbook that is asked for

    data: bytes = XLSX().export_data(table)
    return data


def harmless(cell: object) -> str:
    """The text of a cell, so that no spreadsheet reads it as a formula."""
    text = NOT_IN_A_CELL.sub("", str(cell or ""))
    return f"'{text}" if FORMULA.match(text) else text
