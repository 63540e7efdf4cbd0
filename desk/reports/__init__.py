"""Reports for editors, each with a chart and files for spreadsheets."""
