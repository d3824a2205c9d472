-- The rows of an export, as they are at one moment.
SELECT {cells} FROM {source} WHERE {where} {order}
