"""The journal's chains, append-only tables, and who may read the journal."""

from django.conf import settings
from django.db import migrations

from ledger import rls
from ledger import sql

CHAIN = f"""
INSERT INTO ledger_journalhead (chain, seq, hash) SELECT chain, 0, ''::bytea FROM generate_series(0, 15) AS chain;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ledger_journalhead FROM {settings.RUNTIME_ROLE};

CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION ledger_journal_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE head ledger_journalhead%ROWTYPE;
BEGIN
  SELECT * INTO STRICT head FROM ledger_journalhead WHERE chain = NEW.chain FOR UPDATE;
  NEW.seq := head.seq + 1;
  NEW.prev := head.hash;
  NEW.hash := sha256(NEW.prev || convert_to(
    NEW.chain::text || '|' || NEW.seq::text
    || '|' || to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')
    || '|' || coalesce(NEW.actor::text, '') || '|' || NEW.job || '|' || NEW.municipality || '|' || NEW.operation::text || '|' || NEW.origin
    || '|' || NEW.act || '|' || NEW.result || '|' || NEW.reason || '|' || NEW.purpose
    || '|' || NEW.object_type || '|' || coalesce(NEW.object_id::text, '')
    || '|' || array_to_string(NEW.subjects, ',') || '|' || array_to_string(NEW.fields, ','), 'UTF8'));
  UPDATE ledger_journalhead SET seq = NEW.seq, hash = NEW.hash WHERE chain = NEW.chain;
  RETURN NEW;
END $$;
CREATE TRIGGER ledger_journalentry_chain BEFORE INSERT ON ledger_journalentry
  FOR EACH ROW EXECUTE FUNCTION ledger_journal_chain();
ALTER TABLE ledger_journalentry ADD CONSTRAINT journal_fields_are_codes
  CHECK (array_to_string(fields, ',') ~ '^[a-z0-9_.:,-]*$');
"""

UNCHAIN = """
ALTER TABLE ledger_journalentry DROP CONSTRAINT journal_fields_are_codes;
DROP TRIGGER ledger_journalentry_chain ON ledger_journalentry;
DROP FUNCTION ledger_journal_chain();
DROP FUNCTION ledger_append_only() CASCADE;
DELETE FROM ledger_journalhead;
"""

WHO_READS = f"""
ALTER TABLE ledger_journalentry ENABLE ROW LEVEL SECURITY;
CREATE POLICY ledger_journalentry_read ON ledger_journalentry FOR SELECT USING ({rls.audited("municipality")});
CREATE POLICY ledger_journalentry_write ON ledger_journalentry FOR INSERT WITH CHECK (true);
"""

NOBODY_READS = """
DROP POLICY ledger_journalentry_read ON ledger_journalentry;
DROP POLICY ledger_journalentry_write ON ledger_journalentry;
ALTER TABLE ledger_journalentry DISABLE ROW LEVEL SECURITY;
"""

KNOCK = """
CREATE FUNCTION ledger_outbox_knock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('trede_outbox', '');
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_outbox_knock AFTER INSERT ON ledger_outboxmessage
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_outbox_knock();
REVOKE EXECUTE ON FUNCTION ledger_journal_chain(), ledger_append_only(), ledger_outbox_knock() FROM PUBLIC;
"""

NO_KNOCK = "DROP FUNCTION ledger_outbox_knock() CASCADE;"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(CHAIN, UNCHAIN),
        migrations.RunSQL(*sql.append_only("ledger_journalentry")),
        migrations.RunSQL(*sql.append_only("ledger_event")),
        migrations.RunSQL(WHO_READS, NOBODY_READS),
        migrations.RunSQL(KNOCK, NO_KNOCK),
        migrations.RunSQL(
            *sql.row_security(
                "ledger_idempotencykey", using=f"actor = {rls.ACTOR} OR {rls.in_job('clear_keys')}"
            )
        ),
    ]
