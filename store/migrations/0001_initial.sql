-- Times are microseconds since 1970, UTC; NULL is unknown or never.

-- Articles as their sites published them. What lists need stands here; what only
-- readers need stands in contents, so that scans stay short.
CREATE TABLE articles (
	id            INTEGER PRIMARY KEY AUTOINCREMENT,
	-- The article's place in the archive's order, newest last: the second of its
	-- publication (or first sight) times 4096, plus a number that makes it unique.
	place         INTEGER NOT NULL UNIQUE,
	site          TEXT    NOT NULL,
	url           TEXT    NOT NULL,
	canonical_url TEXT    NOT NULL UNIQUE,
	title         TEXT    NOT NULL,
	kicker        TEXT    NOT NULL DEFAULT '',
	subtitle      TEXT    NOT NULL DEFAULT '',
	published     INTEGER,
	precision     TEXT    NOT NULL DEFAULT '',
	source        TEXT    NOT NULL DEFAULT '',
	author        TEXT    NOT NULL DEFAULT '',
	editor        TEXT    NOT NULL DEFAULT '',
	channel       TEXT    NOT NULL DEFAULT '',
	page          TEXT    NOT NULL DEFAULT '',
	language      TEXT    NOT NULL DEFAULT '',
	template      TEXT    NOT NULL DEFAULT '',
	fetched       INTEGER NOT NULL,
	damaged       INTEGER NOT NULL DEFAULT 0,
	late          INTEGER NOT NULL DEFAULT 0,
	revision      INTEGER NOT NULL DEFAULT 1,
	story_id      INTEGER NOT NULL REFERENCES stories (id),
	duplicate_of  INTEGER REFERENCES articles (id),
	similarity    REAL    NOT NULL DEFAULT 1, -- to the story's original
	disguised     INTEGER NOT NULL DEFAULT 0,
	seen          INTEGER NOT NULL,           -- last look that found it
	next_visit    INTEGER,                    -- NULL: no further look is due
	doubtful_at   INTEGER,                    -- first look that found it gone, unconfirmed
	withdrawn_at  INTEGER
);
CREATE INDEX articles_by_site ON articles (site, place);
CREATE INDEX articles_by_story ON articles (story_id);
CREATE INDEX articles_by_visit ON articles (site, next_visit) WHERE next_visit IS NOT NULL;
CREATE INDEX articles_by_original ON articles (duplicate_of) WHERE duplicate_of IS NOT NULL;

CREATE TABLE contents (
	article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
	text       TEXT NOT NULL,
	keywords   TEXT, -- JSON, like all below but the last two
	images     TEXT,
	figures    TEXT,
	provenance TEXT,
	likeness   TEXT, -- to the article it was recognised by
	bands      BLOB, -- 8 bytes each, big endian: the article's rows in bands
	signature  BLOB
);

CREATE TABLE stories (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	original INTEGER NOT NULL DEFAULT 0,
	outlets  INTEGER NOT NULL DEFAULT 1
);

-- Fingerprint bands, with the day of publication so that among many articles
-- in one mould the nearest in time are found without reading the others.
CREATE TABLE bands (
	band       INTEGER NOT NULL,
	day        INTEGER NOT NULL,
	article_id INTEGER NOT NULL,
	PRIMARY KEY (band, day, article_id)
) WITHOUT ROWID;

-- URL variants that lead to a filed article.
CREATE TABLE aliases (
	variant   TEXT NOT NULL PRIMARY KEY,
	canonical TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX aliases_by_canonical ON aliases (canonical);

CREATE TABLE validators (
	url       TEXT    NOT NULL PRIMARY KEY,
	etag      TEXT    NOT NULL,
	modified  TEXT    NOT NULL,
	body_hash INTEGER NOT NULL,
	fetched   INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX validators_by_age ON validators (fetched);

CREATE TABLE hits (
	article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
	watch      TEXT    NOT NULL,
	place      INTEGER NOT NULL,
	kind       TEXT    NOT NULL,
	data       TEXT    NOT NULL, -- JSON
	PRIMARY KEY (article_id, watch)
) WITHOUT ROWID;
CREATE INDEX hits_by_watch ON hits (watch, place);

CREATE TABLE figures (
	article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
	number     INTEGER NOT NULL,
	place      INTEGER NOT NULL,
	subject    TEXT    NOT NULL,
	indicator  TEXT    NOT NULL,
	period     TEXT    NOT NULL,
	PRIMARY KEY (article_id, number)
) WITHOUT ROWID;
CREATE INDEX figures_by_indicator ON figures (indicator, place);
CREATE INDEX figures_by_place ON figures (place, subject, indicator);

-- One row for every form an article had, once it has had more than one. The
-- present form's row has no title and text: they are the article's.
CREATE TABLE revisions (
	article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
	number     INTEGER NOT NULL,
	seen       INTEGER NOT NULL,
	title      TEXT,
	text       TEXT,
	changes    TEXT, -- JSON, against the revision before
	PRIMARY KEY (article_id, number)
);

-- What looks at an article found beside the article: doubtful, withdrawn, returned.
CREATE TABLE looks (
	id         INTEGER PRIMARY KEY,
	article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
	at         INTEGER NOT NULL,
	filing     TEXT    NOT NULL,
	status     INTEGER NOT NULL,
	reason     TEXT    NOT NULL
);
CREATE INDEX looks_by_article ON looks (article_id);
CREATE INDEX looks_by_filing ON looks (filing, article_id);

CREATE TABLE snapshots (
	id         INTEGER PRIMARY KEY,
	article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
	fetched    INTEGER NOT NULL,
	url        TEXT    NOT NULL,
	final_url  TEXT    NOT NULL,
	status     INTEGER NOT NULL,
	header     TEXT    NOT NULL, -- JSON
	charset    TEXT    NOT NULL,
	charset_by TEXT    NOT NULL,
	etag       TEXT    NOT NULL,
	modified   TEXT    NOT NULL,
	sha256     BLOB    NOT NULL, -- of the body as it came
	size       INTEGER NOT NULL, -- of the body as it came
	packed     INTEGER NOT NULL, -- length of body
	body       BLOB    NOT NULL  -- zstd
);
CREATE INDEX snapshots_by_article ON snapshots (article_id);
CREATE INDEX snapshots_by_age ON snapshots (fetched, packed);

-- The full-text index: an inverted one in segments that only ever lose
-- articles. Numbers in a segment run from its newest article to its oldest.
CREATE TABLE segments (
	slot    INTEGER PRIMARY KEY,
	docs    INTEGER NOT NULL,
	newest  INTEGER NOT NULL, -- articles.place
	oldest  INTEGER NOT NULL,
	places  BLOB    NOT NULL, -- of all, delta coded
	removed BLOB              -- numbers of those that were changed or removed since
);
-- Which articles have which terms: lists in the order of terms, a page at a
-- time; id is the slot and the first term.
CREATE TABLE blocks (
	id   INTEGER PRIMARY KEY,
	data BLOB NOT NULL
);
-- Articles whose text is filed but not indexed yet. old_place is the row that
-- the index holds for an earlier form; article_id 0 only removes that.
CREATE TABLE unindexed (
	id         INTEGER PRIMARY KEY,
	article_id INTEGER NOT NULL,
	old_place  INTEGER
);

CREATE TABLE alerts (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	key        TEXT UNIQUE,      -- NULL: every one stands for itself
	type       TEXT    NOT NULL,
	rank       INTEGER NOT NULL, -- of the severity
	watch      TEXT    NOT NULL DEFAULT '',
	article_id INTEGER NOT NULL DEFAULT 0,
	story_id   INTEGER NOT NULL DEFAULT 0,
	created    INTEGER NOT NULL,
	acked      INTEGER,
	escalated  INTEGER NOT NULL DEFAULT 0,
	data       TEXT    NOT NULL  -- JSON: the whole alert
);
CREATE INDEX alerts_by_watch ON alerts (watch, id);
CREATE INDEX alerts_by_type ON alerts (type, id);
CREATE INDEX alerts_by_article ON alerts (article_id) WHERE article_id <> 0;
CREATE INDEX alerts_open ON alerts (id) WHERE acked IS NULL AND rank = 2 AND type = 'alert.raised';

-- The outbox. stage: 0 waits (for its time, or for a lease to end), 1 is ready,
-- 2 waits for a digest, 3 is carried by another (merged_into), 4 was delivered,
-- 5 is dead.
CREATE TABLE deliveries (
	id           INTEGER PRIMARY KEY AUTOINCREMENT,
	alert_id     INTEGER NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
	channel      TEXT    NOT NULL,
	rank         INTEGER NOT NULL,
	story_id     INTEGER NOT NULL DEFAULT 0,
	stage        INTEGER NOT NULL,
	due          INTEGER NOT NULL, -- next attempt, or where it is leased, the lease's end
	leased       INTEGER NOT NULL DEFAULT 0,
	lessee       TEXT    NOT NULL DEFAULT '', -- the process that has it leased
	created      INTEGER NOT NULL,
	attempts     INTEGER NOT NULL DEFAULT 0,
	last_code    INTEGER NOT NULL DEFAULT 0,
	last_error   TEXT    NOT NULL DEFAULT '',
	held         TEXT    NOT NULL DEFAULT '',
	webhook_id   TEXT    NOT NULL UNIQUE,
	merged_into  INTEGER REFERENCES deliveries (id),
	settled      INTEGER
);
CREATE INDEX deliveries_ready ON deliveries (channel, rank DESC, id) WHERE stage = 1;
CREATE INDEX deliveries_waiting ON deliveries (channel, due) WHERE stage = 0;
CREATE INDEX deliveries_leased ON deliveries (lessee) WHERE leased = 1;
CREATE INDEX deliveries_in_order ON deliveries (channel, story_id, id) WHERE stage < 2 AND story_id <> 0;
CREATE INDEX deliveries_for_digest ON deliveries (channel, id) WHERE stage = 2;
CREATE INDEX deliveries_merged ON deliveries (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX deliveries_by_alert ON deliveries (alert_id);
CREATE INDEX deliveries_by_channel ON deliveries (channel, stage);
CREATE INDEX deliveries_by_stage ON deliveries (stage, alert_id);

CREATE TABLE attempts (
	id          INTEGER PRIMARY KEY,
	delivery_id INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
	at          INTEGER NOT NULL,
	took        INTEGER NOT NULL, -- nanoseconds
	verdict     TEXT    NOT NULL,
	code        INTEGER NOT NULL,
	message     TEXT    NOT NULL
);
CREATE INDEX attempts_by_delivery ON attempts (delivery_id);

CREATE TABLE silences (
	watch TEXT    NOT NULL PRIMARY KEY,
	until INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE runs (
	id        INTEGER PRIMARY KEY AUTOINCREMENT,
	site      TEXT    NOT NULL,
	started   INTEGER NOT NULL,
	finished  INTEGER,
	status    TEXT    NOT NULL DEFAULT '',
	error     TEXT    NOT NULL DEFAULT '',
	report    TEXT, -- JSON
	-- Who runs it: one open store of one process of one host, last heard of at.
	owner     TEXT    NOT NULL,
	host      TEXT    NOT NULL,
	pid       INTEGER NOT NULL,
	heartbeat INTEGER NOT NULL
);
CREATE INDEX runs_by_site ON runs (site, started);
CREATE INDEX runs_open ON runs (site) WHERE finished IS NULL;

-- Sums per site that would be slow to count.
CREATE TABLE sites (
	site     TEXT    NOT NULL PRIMARY KEY,
	articles INTEGER NOT NULL DEFAULT 0,
	last_new INTEGER
) WITHOUT ROWID;

-- How each site's definition fits: one row per field, and one per list page
-- (field "links", list its URL). What drift is noticed by.
CREATE TABLE fits (
	site      TEXT    NOT NULL,
	field     TEXT    NOT NULL,
	list      TEXT    NOT NULL DEFAULT '',
	good      INTEGER NOT NULL DEFAULT 0, -- pages that had it
	bad       INTEGER NOT NULL DEFAULT 0, -- pages that lacked it
	odd       INTEGER NOT NULL DEFAULT 0, -- of bad, those outside failures
	streak    INTEGER NOT NULL DEFAULT 0, -- pages that lacked it since the last good one
	selector  TEXT    NOT NULL DEFAULT '',
	last_good TEXT    NOT NULL DEFAULT '',
	first_bad TEXT    NOT NULL DEFAULT '',
	failing   INTEGER,                    -- since when
	data      TEXT,                       -- JSON of the trouble that was raised
	PRIMARY KEY (site, field, list)
) WITHOUT ROWID;
