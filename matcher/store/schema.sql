-- One snapshot: what the registry said and how it was read, on one night. Built once, never changed after.

CREATE TABLE meta (
    id                 VARCHAR NOT NULL,
    schema_version     INTEGER NOT NULL,
    registry_timestamp VARCHAR,
    parser             VARCHAR NOT NULL,
    vocabulary         VARCHAR NOT NULL,
    shape              VARCHAR NOT NULL,
    fingerprint        VARCHAR NOT NULL,
    built_at           VARCHAR NOT NULL,
    source             VARCHAR NOT NULL,
    asked              VARCHAR NOT NULL, -- fingerprint of the source and of the query put to it
    full_pull_at       VARCHAR NOT NULL, -- when the registry was last read from end to end
    trials             INTEGER NOT NULL,
    items              INTEGER NOT NULL,
    failed             INTEGER NOT NULL
);

CREATE TABLE trials (
    nct_id         VARCHAR PRIMARY KEY,
    content_sha256 VARCHAR NOT NULL, -- of the archived record, so that its bytes can be found again
    parse_key      VARCHAR NOT NULL, -- content, parser and vocabulary: equal keys have equal readings
    failed         BOOLEAN NOT NULL, -- the parser broke on it: its text is one unparsed item
    overall_status VARCHAR,
    record         JSON NOT NULL,    -- its eligibility_criteria is the text into which all offsets point
    coverage       JSON NOT NULL
);

CREATE TABLE items (
    nct_id    VARCHAR NOT NULL,
    position  INTEGER NOT NULL,
    item_id   VARCHAR NOT NULL,
    section   VARCHAR NOT NULL,
    scope     VARCHAR,
    text      VARCHAR NOT NULL,
    start_at  INTEGER, -- in characters; NULL for structured fields
    end_at    INTEGER,
    kind      VARCHAR NOT NULL,
    criterion JSON NOT NULL,
    issues    VARCHAR[] NOT NULL
);

CREATE TABLE spans (
    nct_id   VARCHAR NOT NULL,
    role     VARCHAR NOT NULL, -- heading or note
    position INTEGER NOT NULL,
    start_at INTEGER NOT NULL,
    end_at   INTEGER NOT NULL,
    text     VARCHAR NOT NULL
);
