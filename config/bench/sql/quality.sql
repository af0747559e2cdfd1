WITH courses AS MATERIALIZED (
    SELECT law,
        count(*) FILTER (WHERE registered_on BETWEEN %(since)s AND %(until)s::date - 56) AS nothing_since_of,
        count(*) FILTER (WHERE registered_on BETWEEN %(since)s AND %(until)s::date - 56 AND talked_on IS NULL
            AND finished_on IS NULL AND decided_on IS NULL AND ended_on IS NULL) AS nothing_since,
        count(*) FILTER (WHERE registered_on BETWEEN %(since)s AND %(until)s) AS no_channel_of,
        count(*) FILTER (WHERE registered_on BETWEEN %(since)s AND %(until)s AND channel = '') AS no_channel,
        count(*) FILTER (WHERE talked_on BETWEEN %(since)s AND %(until)s) AS first_talk_of,
        count(*) FILTER (WHERE talked_on BETWEEN %(since)s AND %(until)s AND talked_on < registered_on) AS first_talk,
        count(*) FILTER (WHERE finished_on BETWEEN %(since)s AND %(until)s) AS report_letter_of,
        count(*) FILTER (WHERE finished_on BETWEEN %(since)s AND %(until)s AND finished_on < registered_on) AS report_letter,
        count(applied_on) FILTER (WHERE decided_on BETWEEN %(since)s AND %(until)s) AS decision_of,
        count(*) FILTER (WHERE decided_on BETWEEN %(since)s AND %(until)s AND decided_on < applied_on) AS decision,
        count(granted_on) FILTER (WHERE supported_on BETWEEN %(since)s AND %(until)s) AS start_of,
        count(*) FILTER (WHERE supported_on BETWEEN %(since)s AND %(until)s AND supported_on < granted_on) AS start,
        count(*) FILTER (WHERE ended_on BETWEEN %(since)s AND %(until)s) AS ended_of,
        count(*) FILTER (WHERE ended_on BETWEEN %(since)s AND %(until)s AND ended_on < registered_on) AS ended_too_early,
        count(*) FILTER (WHERE ended_on BETWEEN %(since)s AND %(until)s AND right(ended_because, 1) = ':') AS no_reason,
        count(*) FILTER (WHERE granted_on BETWEEN %(since)s AND %(until)s::date - 56) AS no_start_of,
        count(*) FILTER (WHERE granted_on BETWEEN %(since)s AND %(until)s::date - 56 AND supported_on IS NULL
            AND ended_on IS NULL) AS no_start
    FROM reporting_course
    WHERE registered_on BETWEEN %(since)s AND %(until)s OR talked_on BETWEEN %(since)s AND %(until)s
        OR finished_on BETWEEN %(since)s AND %(until)s OR decided_on BETWEEN %(since)s AND %(until)s
        OR supported_on BETWEEN %(since)s AND %(until)s OR ended_on BETWEEN %(since)s AND %(until)s
        OR granted_on BETWEEN %(since)s AND %(until)s
    GROUP BY law
)
SELECT law, what, number, of FROM (
    SELECT law, place, what, number, of FROM courses, LATERAL (VALUES
        (1, 'nothing_since', nothing_since, nothing_since_of), (2, 'no_channel', no_channel, no_channel_of),
        (3, 'backwards_first_talk', first_talk, first_talk_of),
        (4, 'backwards_report_letter', report_letter, report_letter_of),
        (5, 'backwards_decision', decision, decision_of), (6, 'backwards_start', start, start_of),
        (7, 'ended_too_early', ended_too_early, ended_of), (8, 'no_reason', no_reason, ended_of),
        (9, 'no_start', no_start, no_start_of)
    ) AS looked_at (place, what, number, of)
    UNION ALL
    SELECT law, 10, 'not_asked', count(*) FILTER (WHERE NOT EXISTS (
        SELECT FROM ledger_event later WHERE later."case" = e."case" AND later.need = e.need AND later.seq > e.seq
            AND later.kind IN ('need:worked', 'need:reopened'))), count(*)
    FROM ledger_event e
    WHERE kind = 'need:covered' AND law <> '' AND at >= %(since)s::timestamp AT TIME ZONE 'Europe/Amsterdam'
        AND at < (%(until)s::date - 90)::timestamp AT TIME ZONE 'Europe/Amsterdam'
    GROUP BY law
    UNION ALL
    SELECT law, 11, 'no_answer', count(*) FILTER (WHERE NOT EXISTS (
        SELECT FROM ledger_event later WHERE later."case" = e."case" AND later.need = e.need AND later.seq > e.seq
            AND later.kind IN ('referral:received', 'referral:contact_made', 'referral:waiting_list', 'referral:started',
                'referral:does_not_fit', 'referral:declined', 'referral:no_show', 'referral:completed',
                'referral:withdrawn'))), count(*)
    FROM ledger_event e
    WHERE kind = 'referral:sent' AND law <> '' AND at >= %(since)s::timestamp AT TIME ZONE 'Europe/Amsterdam'
        AND at < (%(until)s::date - 20)::timestamp AT TIME ZONE 'Europe/Amsterdam'
    GROUP BY law
) AS counted
WHERE of > 0
ORDER BY law, place
