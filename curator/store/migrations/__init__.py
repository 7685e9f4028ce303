"""Steps that bring a project's database from any earlier form to today's."""
