-- How many of a code hold the form that a spreadsheet gives a long number, with an example.
SELECT count(*), min(left(o.{code}, 40)) FROM observed o WHERE o.{code} LIKE '%%E+%%' AND o.{code} ~ '^\d(\.\d+)?E\+\d+$'
