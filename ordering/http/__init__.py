"""What every request meets, whoever sends it: ids, headers, callers, problems, documents."""
