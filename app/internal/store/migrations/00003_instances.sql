-- Which programs use this database, and who went on in another browser.

-- +goose Up

CREATE TABLE instances (
    id      TEXT PRIMARY KEY,
    shared  BOOLEAN NOT NULL, -- it tells the others what changes, and hears them
    started BIGINT NOT NULL,
    renewed BIGINT NOT NULL,
    beats   BIGINT NOT NULL   -- grows each time the lease is renewed
);

ALTER TABLE people ADD COLUMN moves BIGINT NOT NULL DEFAULT 0; -- how often somebody went on with another token
