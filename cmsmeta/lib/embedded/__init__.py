"""The servers of a machine without a configuration: PostgreSQL (`base` is its Django database backend) and Valkey."""
