-- Pages that others of their site are packed against.
CREATE TABLE dictionaries (
	id   INTEGER PRIMARY KEY AUTOINCREMENT,
	site TEXT    NOT NULL,
	made INTEGER NOT NULL,
	body BLOB    NOT NULL -- zstd
);
CREATE INDEX dictionaries_by_site ON dictionaries (site, id);
ALTER TABLE snapshots ADD COLUMN dictionary INTEGER REFERENCES dictionaries (id); -- NULL: packed alone
CREATE INDEX snapshots_by_dictionary ON snapshots (dictionary) WHERE dictionary IS NOT NULL;
