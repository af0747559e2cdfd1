"""How workbooks are written. Heavy: loaded with the first that is asked for."""

from typing import Any

from import_export.formats.base_formats import ODS

from provisions.exchange.sheets import SafeXlsx

FORMATS: dict[str, type[Any]] = {"xlsx": SafeXlsx, "ods": ODS}
