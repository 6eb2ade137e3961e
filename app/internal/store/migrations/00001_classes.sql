-- One text for SQLite and PostgreSQL. Times are microseconds since 1970, 0 for
-- none.

-- +goose Up

CREATE TABLE classes (
    code     TEXT PRIMARY KEY,
    doc      TEXT NOT NULL,   -- class.Class as JSON
    revision BIGINT NOT NULL, -- grows with every transaction that decides something about the class
    created  BIGINT NOT NULL,
    happened BIGINT NOT NULL  -- when it was last made, joined, ended or archived
);

CREATE TABLE people (
    id              TEXT PRIMARY KEY,
    class           TEXT NOT NULL REFERENCES classes (code) ON DELETE CASCADE,
    name            TEXT NOT NULL,
    same_name       TEXT NOT NULL, -- class.SameName of name
    identifier      TEXT NOT NULL,
    move_code       TEXT NOT NULL,
    token_hash      TEXT NOT NULL UNIQUE,
    simulated       BOOLEAN NOT NULL,
    no_web_socket   BOOLEAN NOT NULL,
    no_event_stream BOOLEAN NOT NULL,
    revision        BIGINT NOT NULL, -- grows with every transaction that decides something about the person
    joined          BIGINT NOT NULL,
    seen            BIGINT NOT NULL,
    UNIQUE (class, same_name),
    UNIQUE (class, move_code)
);

CREATE TABLE progress (
    person  TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    lesson  TEXT NOT NULL,
    step    BIGINT NOT NULL,
    at_step BIGINT NOT NULL,
    run     TEXT NOT NULL,
    held    BOOLEAN NOT NULL,
    moved   BIGINT NOT NULL,
    PRIMARY KEY (person, lesson)
);

CREATE TABLE answers (
    id       TEXT PRIMARY KEY,
    person   TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    sent_key TEXT NOT NULL, -- whoever sent it chose it
    lesson   TEXT NOT NULL,
    question TEXT NOT NULL,
    try      BIGINT NOT NULL,
    answers  TEXT NOT NULL, -- JSON
    correct  BOOLEAN NOT NULL,
    free     BOOLEAN NOT NULL,
    hints    BIGINT NOT NULL,
    run      TEXT NOT NULL,
    adopted  BOOLEAN NOT NULL,
    given    BIGINT NOT NULL,
    UNIQUE (person, sent_key)
);
CREATE INDEX answers_question ON answers (person, lesson, question);

CREATE TABLE votes (
    class   TEXT NOT NULL REFERENCES classes (code) ON DELETE CASCADE,
    asking  BIGINT NOT NULL,
    round   BIGINT NOT NULL,
    person  TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    answers TEXT NOT NULL, -- JSON
    correct BOOLEAN NOT NULL,
    given   BIGINT NOT NULL,
    PRIMARY KEY (class, asking, round, person)
);
CREATE INDEX votes_person ON votes (person);

CREATE TABLE recordings (
    run    TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    script TEXT NOT NULL,
    saved  BIGINT NOT NULL, -- when its first version was
    doc    BYTEA NOT NULL   -- wire.Recording as JSON, gzipped
);
CREATE INDEX recordings_person ON recordings (person, script);

CREATE TABLE sign_ins (
    code_hash TEXT PRIMARY KEY,
    expires   BIGINT NOT NULL
);

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    expires    BIGINT NOT NULL
);
