"""The rules of flows' tables and rows, for every face that shows them."""

from blockloom.runtime.data.data import LARGEST_PAGE, PAGE, Data
from blockloom.runtime.data.names import column_name, table_name
from blockloom.runtime.data.rehearsal import DataRehearsal, give_rows, rehearse_data

__all__ = ["LARGEST_PAGE", "PAGE", "Data", "DataRehearsal", "column_name", "give_rows", "rehearse_data", "table_name"]
