-- What people's browsers did in labs.

-- +goose Up

CREATE TABLE trials (
    person   TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    lab      TEXT NOT NULL,
    question TEXT NOT NULL, -- the prediction of the experiment
    variant  TEXT NOT NULL, -- the position of its knob
    observed TEXT NOT NULL,
    tried    BIGINT NOT NULL,
    PRIMARY KEY (person, lab, question, variant)
);
