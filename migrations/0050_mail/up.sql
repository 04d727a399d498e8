-- Mail: how it is sent, and what waits to be sent (SPEC S-1, DESIGN 5).
CREATE TABLE mail_server (
    one      bool PRIMARY KEY DEFAULT true CHECK (one),
    host     text NOT NULL DEFAULT '',
    port     int NOT NULL DEFAULT 587 CONSTRAINT mail_server_port CHECK (port BETWEEN 1 AND 65535),
    tls      text NOT NULL DEFAULT 'starttls' CONSTRAINT mail_server_tls CHECK (tls IN ('starttls', 'implicit', 'none')),
    login    text NOT NULL DEFAULT '',
    password bytea,
    sender   text NOT NULL DEFAULT '',
    version  int NOT NULL DEFAULT 1
);
COMMENT ON TABLE mail_server IS 'The SMTP server that mail is handed to, one row.';
COMMENT ON COLUMN mail_server.host IS 'Empty: no mail is sent, and none is queued.';
COMMENT ON COLUMN mail_server.tls IS 'starttls and implicit check the certificate; none is readable on the way, and only by choice (SECURITY SC4).';
COMMENT ON COLUMN mail_server.login IS 'Empty: without logging in.';
COMMENT ON COLUMN mail_server.password IS 'Sealed with the installation key.';
COMMENT ON COLUMN mail_server.sender IS 'Address that mail comes from.';
COMMENT ON COLUMN mail_server.version IS 'Raised by every save of the form.';
INSERT INTO mail_server DEFAULT VALUES;

CREATE TABLE mails (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id     bigint NOT NULL CONSTRAINT mails_user REFERENCES users,
    recipient   text NOT NULL,
    kind        text NOT NULL,
    contents    jsonb,
    link_id     bigint,
    state       text NOT NULL DEFAULT 'waiting' CONSTRAINT mails_state CHECK (state IN ('waiting', 'sent', 'failed')),
    attempts    int NOT NULL DEFAULT 0,
    due_at      timestamptz NOT NULL DEFAULT now(),
    created_at  timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    reason      text,
    CONSTRAINT mails_finished CHECK ((state = 'waiting') = (finished_at IS NULL)),
    CONSTRAINT mails_emptied CHECK (state = 'sent' OR contents IS NOT NULL)
);
COMMENT ON TABLE mails IS 'The outbox: written in the transaction of the change it tells of, worked off by a job.';
COMMENT ON COLUMN mails.user_id IS 'Whose account it is about, and in whose language it is written.';
COMMENT ON COLUMN mails.kind IS 'What it says; the text is made when it is sent.';
COMMENT ON COLUMN mails.contents IS 'What the text is made of, secrets in it sealed; emptied once it is sent.';
COMMENT ON COLUMN mails.link_id IS 'The link it carries: without that it is not worth sending any more.';
COMMENT ON COLUMN mails.due_at IS 'When it is tried next; while somebody sends it, when another may.';
COMMENT ON COLUMN mails.reason IS 'Why the last attempt failed, in the words of the mail server.';
CREATE INDEX mails_due ON mails (due_at, id) WHERE state = 'waiting';
CREATE INDEX mails_by_state ON mails (state, id DESC);
CREATE INDEX mails_old ON mails (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX mails_of_user ON mails (user_id);
