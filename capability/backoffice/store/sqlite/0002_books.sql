-- The books of the reference back office. Times are Unix seconds in UTC; 0
-- stands for "never" in the columns named expires. Digests are SHA-256.

CREATE TABLE portal (
  only        INTEGER PRIMARY KEY CHECK (only = 1),
  private_key TEXT    NOT NULL -- Ed25519, PKCS #8 in PEM, not encrypted
) STRICT;

CREATE TABLE settings (
  only              INTEGER PRIMARY KEY CHECK (only = 1),
  skip_confirmation INTEGER NOT NULL CHECK (skip_confirmation IN (0, 1)),
  response_lifetime INTEGER NOT NULL CHECK (response_lifetime >= 0) -- seconds; 0: for ever
) STRICT;

CREATE TABLE entitlements (
  activation_id TEXT    PRIMARY KEY CHECK (length(activation_id) BETWEEN 1 AND 128),
  feature       TEXT    NOT NULL,
  version       TEXT    NOT NULL,
  expires       INTEGER NOT NULL CHECK (expires >= 0),
  total         INTEGER NOT NULL CHECK (total >= 0),
  available     INTEGER NOT NULL CHECK (available BETWEEN 0 AND total)
) STRICT;

CREATE TABLE devices (
  id          INTEGER PRIMARY KEY,
  host_type   TEXT    NOT NULL CHECK (host_type <> ''),
  host_value  TEXT    NOT NULL CHECK (host_value <> ''),
  public_key  BLOB    NOT NULL CHECK (length(public_key) = 32), -- Ed25519
  vendor      TEXT    NOT NULL,
  model       TEXT    NOT NULL,
  serial      TEXT    NOT NULL,
  firmware    TEXT    NOT NULL,
  status      TEXT    NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'OBSOLETE')),
  proved_seq  INTEGER, -- the newest response that the device proved to have loaded
  rollbacks   INTEGER NOT NULL DEFAULT 0 CHECK (rollbacks >= 0), -- requests that went back behind it
  clones      INTEGER NOT NULL DEFAULT 0 CHECK (clones >= 0),    -- requests signed with another key
  revivals    INTEGER NOT NULL DEFAULT 0 CHECK (revivals >= 0),  -- requests after it was made obsolete
  enrolled_at INTEGER NOT NULL,
  UNIQUE (host_type, host_value),
  FOREIGN KEY (id, proved_seq) REFERENCES issued (device, seq)
) STRICT;

CREATE TABLE licenses (
  device        INTEGER NOT NULL REFERENCES devices (id),
  activation_id TEXT    NOT NULL REFERENCES entitlements (activation_id),
  feature       TEXT    NOT NULL, -- as this device has it; may differ from the entitlement
  version       TEXT    NOT NULL,
  expires       INTEGER NOT NULL CHECK (expires >= 0),
  remaining     INTEGER NOT NULL CHECK (remaining >= 0), -- units, by the newest response
  state         TEXT    NOT NULL CHECK (state IN (
    'LICENSE_NOT_GENERATED', 'LICENSE_GENERATED', 'MARKED_FOR_REMOVAL', 'REMOVED_FROM_LICENSE',
    'REMOVAL_PENDING_CONFIRMATION', 'COPIES_INCREASING', 'COPIES_DECREASING',
    'WAITING_FOR_CONFIRMATION', 'EXPIRED', 'OBSOLETE', 'INACTIVE')),
  PRIMARY KEY (device, activation_id),
  CHECK (remaining = 0 OR state NOT IN ('LICENSE_NOT_GENERATED', 'REMOVED_FROM_LICENSE', 'WAITING_FOR_CONFIRMATION',
    'REMOVAL_PENDING_CONFIRMATION', 'OBSOLETE')),
  CHECK (remaining > 0 OR state NOT IN ('LICENSE_GENERATED', 'COPIES_DECREASING'))
) STRICT;
CREATE INDEX licenses_by_activation_id ON licenses (activation_id, remaining);

-- Requests that were answered. The ID counts within the device that signed it.
CREATE TABLE requests (
  device      INTEGER NOT NULL REFERENCES devices (id),
  id          BLOB    NOT NULL CHECK (length(id) = 16),
  sha256      BLOB    NOT NULL CHECK (length(sha256) = 32),
  message     BLOB    NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (device, id)
) STRICT;

CREATE TABLE issued (
  device    INTEGER NOT NULL REFERENCES devices (id),
  seq       INTEGER NOT NULL CHECK (seq >= 1),
  answers   BLOB, -- NULL: the portal began
  sha256    BLOB    NOT NULL CHECK (length(sha256) = 32),
  message   BLOB    NOT NULL,
  issued_at INTEGER NOT NULL,
  expires   INTEGER NOT NULL CHECK (expires >= 0),
  PRIMARY KEY (device, seq),
  UNIQUE (device, answers),
  FOREIGN KEY (device, answers) REFERENCES requests (device, id)
) STRICT;

-- Units taken from a device by a response. They wait until they are credited.
CREATE TABLE removals (
  device        INTEGER NOT NULL,
  activation_id TEXT    NOT NULL,
  seq           INTEGER NOT NULL,
  count         INTEGER NOT NULL CHECK (count >= 1),
  credited      INTEGER NOT NULL DEFAULT 0 CHECK (credited IN (0, 1)),
  PRIMARY KEY (device, activation_id, seq),
  FOREIGN KEY (device, activation_id) REFERENCES licenses (device, activation_id),
  FOREIGN KEY (device, seq) REFERENCES issued (device, seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX removals_waiting ON removals (activation_id, device, seq, count) WHERE credited = 0;

-- A declaration of a dead device, on which it was made obsolete.
CREATE TABLE declarations (
  device     INTEGER PRIMARY KEY REFERENCES devices (id),
  sha256     BLOB    NOT NULL CHECK (length(sha256) = 32),
  file       BLOB    NOT NULL,
  decided_at INTEGER NOT NULL
) STRICT;

-- A removal is credited once: the key is that of the removal.
CREATE TABLE credits (
  device        INTEGER NOT NULL,
  activation_id TEXT    NOT NULL,
  seq           INTEGER NOT NULL, -- of the removal
  basis         TEXT    NOT NULL CHECK (basis IN ('proof', 'trust', 'decision')),
  request       BLOB, -- that proved it, or was trusted; NULL: the portal decided
  at            INTEGER NOT NULL,
  CHECK (basis <> 'proof' OR request IS NOT NULL),
  PRIMARY KEY (device, activation_id, seq),
  FOREIGN KEY (device, activation_id, seq) REFERENCES removals (device, activation_id, seq),
  FOREIGN KEY (device, request) REFERENCES requests (device, id)
) STRICT;

CREATE TABLE events (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  at            INTEGER NOT NULL,
  kind          TEXT    NOT NULL CHECK (kind <> ''),
  device        INTEGER REFERENCES devices (id),
  activation_id TEXT    NOT NULL DEFAULT '',
  count         INTEGER NOT NULL DEFAULT 0,
  seq           INTEGER NOT NULL DEFAULT 0,
  request       BLOB,
  text          TEXT    NOT NULL DEFAULT ''
) STRICT;

CREATE VIEW balances AS
SELECT activation_id, total, available,
  (SELECT coalesce(sum(remaining), 0) FROM licenses l WHERE l.activation_id = e.activation_id) AS held,
  (SELECT coalesce(sum(count), 0) FROM removals r WHERE r.activation_id = e.activation_id AND credited = 0) AS waiting
FROM entitlements e;

-- No write may promise more units than are entitled, not even for a moment.
CREATE TRIGGER entitlements_not_above_total AFTER UPDATE ON entitlements
WHEN (SELECT available + held + waiting > total FROM balances WHERE activation_id = NEW.activation_id)
BEGIN SELECT raise(ABORT, 'more units than the entitlement has'); END;

CREATE TRIGGER licenses_not_above_total_insert AFTER INSERT ON licenses
WHEN (SELECT available + held + waiting > total FROM balances WHERE activation_id = NEW.activation_id)
BEGIN SELECT raise(ABORT, 'more units than the entitlement has'); END;

CREATE TRIGGER licenses_not_above_total_update AFTER UPDATE ON licenses
WHEN (SELECT available + held + waiting > total FROM balances WHERE activation_id = NEW.activation_id)
BEGIN SELECT raise(ABORT, 'more units than the entitlement has'); END;

CREATE TRIGGER removals_not_above_total AFTER INSERT ON removals
WHEN (SELECT available + held + waiting > total FROM balances WHERE activation_id = NEW.activation_id)
BEGIN SELECT raise(ABORT, 'more units than the entitlement has'); END;

-- A removal begins to wait, and ends only by a credit.
CREATE TRIGGER removals_begin_waiting BEFORE INSERT ON removals WHEN NEW.credited <> 0
BEGIN SELECT raise(ABORT, 'a removal begins as one that waits'); END;

CREATE TRIGGER removals_end_by_credit BEFORE UPDATE ON removals
WHEN OLD.credited <> 0 OR NEW.credited <> 1
  OR (NEW.device, NEW.activation_id, NEW.seq, NEW.count) IS NOT (OLD.device, OLD.activation_id, OLD.seq, OLD.count)
  OR NOT EXISTS (SELECT 1 FROM credits c
    WHERE (c.device, c.activation_id, c.seq) = (OLD.device, OLD.activation_id, OLD.seq))
BEGIN SELECT raise(ABORT, 'a removal changes only by its credit'); END;

CREATE TRIGGER credits_end_removals AFTER INSERT ON credits
BEGIN
  UPDATE removals SET credited = 1
  WHERE (device, activation_id, seq) = (NEW.device, NEW.activation_id, NEW.seq);
END;

CREATE TRIGGER credits_need_a_basis BEFORE INSERT ON credits
WHEN NOT CASE NEW.basis
  WHEN 'proof' THEN coalesce((SELECT proved_seq FROM devices WHERE id = NEW.device), 0) >= NEW.seq
  WHEN 'trust' THEN (SELECT skip_confirmation FROM settings)
  ELSE (SELECT status FROM devices WHERE id = NEW.device) = 'OBSOLETE' END
BEGIN SELECT raise(ABORT, 'a credit needs proof, trust or a decision'); END;

-- Obsolete is for ever, and needs a declaration.
CREATE TRIGGER devices_obsolete_for_ever BEFORE UPDATE ON devices
WHEN OLD.status = 'OBSOLETE' AND NEW.status <> 'OBSOLETE'
BEGIN SELECT raise(ABORT, 'obsolete is permanent'); END;
CREATE TRIGGER devices_obsolete_on_declaration BEFORE UPDATE ON devices
WHEN NEW.status = 'OBSOLETE' AND NOT EXISTS (SELECT 1 FROM declarations WHERE device = NEW.id)
BEGIN SELECT raise(ABORT, 'obsolete needs a declaration'); END;
CREATE TRIGGER licenses_not_of_obsolete_insert BEFORE INSERT ON licenses
WHEN NEW.remaining > 0 AND (SELECT status FROM devices WHERE id = NEW.device) = 'OBSOLETE'
BEGIN SELECT raise(ABORT, 'an obsolete device gets nothing'); END;
CREATE TRIGGER licenses_not_of_obsolete_update BEFORE UPDATE ON licenses
WHEN NEW.remaining > 0 AND (SELECT status FROM devices WHERE id = NEW.device) = 'OBSOLETE'
BEGIN SELECT raise(ABORT, 'an obsolete device gets nothing'); END;
CREATE TRIGGER issued_not_to_obsolete BEFORE INSERT ON issued
WHEN (SELECT status FROM devices WHERE id = NEW.device) = 'OBSOLETE'
BEGIN SELECT raise(ABORT, 'an obsolete device gets nothing'); END;

CREATE TRIGGER devices_proof_not_back BEFORE UPDATE ON devices
WHEN OLD.proved_seq IS NOT NULL AND (NEW.proved_seq IS NULL OR NEW.proved_seq < OLD.proved_seq)
BEGIN SELECT raise(ABORT, 'what a device proved stays proved'); END;

-- What happened stays as it was written.
CREATE TRIGGER events_kept_update BEFORE UPDATE ON events
BEGIN SELECT raise(ABORT, 'events are only ever added'); END;
CREATE TRIGGER events_kept_delete BEFORE DELETE ON events
BEGIN SELECT raise(ABORT, 'events are only ever added'); END;
CREATE TRIGGER requests_kept_update BEFORE UPDATE ON requests
BEGIN SELECT raise(ABORT, 'requests are only ever added'); END;
CREATE TRIGGER requests_kept_delete BEFORE DELETE ON requests
BEGIN SELECT raise(ABORT, 'requests are only ever added'); END;
CREATE TRIGGER issued_kept_update BEFORE UPDATE ON issued
BEGIN SELECT raise(ABORT, 'responses are only ever added'); END;
CREATE TRIGGER issued_kept_delete BEFORE DELETE ON issued
BEGIN SELECT raise(ABORT, 'responses are only ever added'); END;
CREATE TRIGGER credits_kept_update BEFORE UPDATE ON credits
BEGIN SELECT raise(ABORT, 'credits are only ever added'); END;
CREATE TRIGGER credits_kept_delete BEFORE DELETE ON credits
BEGIN SELECT raise(ABORT, 'credits are only ever added'); END;
CREATE TRIGGER declarations_kept_update BEFORE UPDATE ON declarations
BEGIN SELECT raise(ABORT, 'declarations are only ever added'); END;
CREATE TRIGGER declarations_kept_delete BEFORE DELETE ON declarations
BEGIN SELECT raise(ABORT, 'declarations are only ever added'); END;
CREATE TRIGGER removals_kept_delete BEFORE DELETE ON removals
BEGIN SELECT raise(ABORT, 'removals are only ever added'); END;
