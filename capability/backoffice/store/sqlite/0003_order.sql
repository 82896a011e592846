-- Licenses, removals and credits get a number in the order in which they came.
-- Until now the hidden rowid said so, which a VACUUM may change.
-- Children go first, so that no reference leads nowhere at any moment.

CREATE TEMP TABLE old_licenses AS SELECT rowid AS id, * FROM licenses;
CREATE TEMP TABLE old_removals AS SELECT rowid AS id, * FROM removals;
CREATE TEMP TABLE old_credits AS SELECT rowid AS id, * FROM credits;
DROP TABLE credits;
DROP TABLE removals;
DROP TABLE licenses;

CREATE TABLE licenses (
  id            INTEGER PRIMARY KEY,
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
  UNIQUE (device, activation_id),
  CHECK (remaining = 0 OR state NOT IN ('LICENSE_NOT_GENERATED', 'REMOVED_FROM_LICENSE', 'WAITING_FOR_CONFIRMATION',
    'REMOVAL_PENDING_CONFIRMATION', 'OBSOLETE')),
  CHECK (remaining > 0 OR state NOT IN ('LICENSE_GENERATED', 'COPIES_DECREASING'))
) STRICT;
CREATE INDEX licenses_by_activation_id ON licenses (activation_id, remaining);

-- Units taken from a device by a response. They wait until they are credited.
CREATE TABLE removals (
  id            INTEGER PRIMARY KEY,
  device        INTEGER NOT NULL,
  activation_id TEXT    NOT NULL,
  seq           INTEGER NOT NULL,
  count         INTEGER NOT NULL CHECK (count >= 1),
  credited      INTEGER NOT NULL DEFAULT 0 CHECK (credited IN (0, 1)),
  UNIQUE (device, activation_id, seq),
  FOREIGN KEY (device, activation_id) REFERENCES licenses (device, activation_id),
  FOREIGN KEY (device, seq) REFERENCES issued (device, seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX removals_waiting ON removals (activation_id, device, seq, count) WHERE credited = 0;

-- A removal is credited once: the key is that of the removal.
CREATE TABLE credits (
  id            INTEGER PRIMARY KEY,
  device        INTEGER NOT NULL,
  activation_id TEXT    NOT NULL,
  seq           INTEGER NOT NULL, -- of the removal
  basis         TEXT    NOT NULL CHECK (basis IN ('proof', 'trust', 'decision')),
  request       BLOB, -- that proved it, or was trusted; NULL: the portal decided
  at            INTEGER NOT NULL,
  CHECK (basis <> 'proof' OR request IS NOT NULL),
  UNIQUE (device, activation_id, seq),
  FOREIGN KEY (device, activation_id, seq) REFERENCES removals (device, activation_id, seq),
  FOREIGN KEY (device, request) REFERENCES requests (device, id)
) STRICT;

INSERT INTO licenses (id, device, activation_id, feature, version, expires, remaining, state)
  SELECT id, device, activation_id, feature, version, expires, remaining, state FROM old_licenses;
INSERT INTO removals (id, device, activation_id, seq, count, credited)
  SELECT id, device, activation_id, seq, count, credited FROM old_removals;
INSERT INTO credits (id, device, activation_id, seq, basis, request, at)
  SELECT id, device, activation_id, seq, basis, request, at FROM old_credits;
DROP TABLE old_licenses;
DROP TABLE old_removals;
DROP TABLE old_credits;

-- What guarded the tables went with them.
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

CREATE TRIGGER licenses_not_of_obsolete_insert BEFORE INSERT ON licenses
WHEN NEW.remaining > 0 AND (SELECT status FROM devices WHERE id = NEW.device) = 'OBSOLETE'
BEGIN SELECT raise(ABORT, 'an obsolete device gets nothing'); END;
CREATE TRIGGER licenses_not_of_obsolete_update BEFORE UPDATE ON licenses
WHEN NEW.remaining > 0 AND (SELECT status FROM devices WHERE id = NEW.device) = 'OBSOLETE'
BEGIN SELECT raise(ABORT, 'an obsolete device gets nothing'); END;

CREATE TRIGGER credits_kept_update BEFORE UPDATE ON credits
BEGIN SELECT raise(ABORT, 'credits are only ever added'); END;
CREATE TRIGGER credits_kept_delete BEFORE DELETE ON credits
BEGIN SELECT raise(ABORT, 'credits are only ever added'); END;
CREATE TRIGGER removals_kept_delete BEFORE DELETE ON removals
BEGIN SELECT raise(ABORT, 'removals are only ever added'); END;

CREATE INDEX events_by_request ON events (device, request);
