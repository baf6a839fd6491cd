-- How each field of a site's pages could be read, day by day. Looks at list
-- pages count as the field "links".
CREATE TABLE fit_days (
	site  TEXT    NOT NULL,
	field TEXT    NOT NULL,
	day   INTEGER NOT NULL, -- since 1970-01-01, in the configured zone
	good  INTEGER NOT NULL, -- pages that had it
	bad   INTEGER NOT NULL, -- pages that lacked it
	PRIMARY KEY (site, field, day)
) WITHOUT ROWID;

-- Pages that gave no article, kept where a field began to be missing there. One
-- that counts as the beginning of a failure is kept as long as snapshots are.
CREATE TABLE unread_pages (
	url        TEXT    NOT NULL PRIMARY KEY, -- as observed
	site       TEXT    NOT NULL,
	failed     INTEGER NOT NULL DEFAULT 0,
	fetched    INTEGER NOT NULL,
	final_url  TEXT    NOT NULL,
	status     INTEGER NOT NULL,
	header     TEXT    NOT NULL, -- JSON
	charset    TEXT    NOT NULL,
	charset_by TEXT    NOT NULL,
	etag       TEXT    NOT NULL,
	modified   TEXT    NOT NULL,
	sha256     BLOB    NOT NULL,
	body       BLOB    NOT NULL  -- zstd
);
CREATE INDEX unread_pages_by_site ON unread_pages (site);
