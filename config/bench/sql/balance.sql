-- Asked up to today: of the months, the one that runs included, the database keeps sums of what is not closed off.
WITH told AS MATERIALIZED (
    SELECT law, kind, reason, sum(told) AS told FROM (
        SELECT law, kind, reason, sum(number) AS told FROM reporting_eventmonth
        WHERE month BETWEEN %(since)s AND %(until)s GROUP BY law, kind, reason
        UNION ALL
        SELECT law, kind, reason, count(*) FROM ledger_event
        WHERE "case" IN (SELECT "case" FROM reporting_course WHERE confidential)
            AND kind IN ('need:worked', 'need:named', 'need:marked_urgent', 'need:covered', 'need:reopened',
                'need:stepped_down', 'need:maatwerk:granted', 'need:maatwerk:denied', 'referral:completed',
                'objection:decided', 'investigation:finished')
            AND law <> '' AND at >= %(since)s::timestamp AT TIME ZONE 'Europe/Amsterdam'
            AND at < (%(until)s::date + 1)::timestamp AT TIME ZONE 'Europe/Amsterdam'
        GROUP BY law, kind, reason
    ) AS both_kinds GROUP BY law, kind, reason
)
SELECT law, what, number, of FROM (
    SELECT law, 0 AS late, place, what, sum(part::int * told) AS number, sum(whole::int * told) AS of
    FROM told, LATERAL (VALUES
        (1, 'worked', kind = 'need:worked' AND reason = 'yes', kind = 'need:worked'),
        (2, 'worked_partly', kind = 'need:worked' AND reason = 'partly', kind = 'need:worked'),
        (3, 'worked_not', kind = 'need:worked' AND reason = 'no', kind = 'need:worked'),
        (4, 'referral_helped', kind = 'referral:completed' AND reason IN ('helped', 'partly'), kind = 'referral:completed'),
        (5, 'reopened', kind = 'need:reopened', kind IN ('need:covered', 'need:maatwerk:granted')),
        (6, 'stepped_down', kind = 'need:stepped_down', kind = 'need:maatwerk:granted'),
        (7, 'denied', kind = 'need:maatwerk:denied', kind IN ('need:maatwerk:denied', 'need:maatwerk:granted')),
        (8, 'objections_upheld', kind = 'objection:decided' AND reason IN ('upheld', 'partly'), kind = 'objection:decided'),
        (9, 'crisis', kind = 'need:marked_urgent', kind = 'need:named'),
        (10, 'urgent', kind = 'investigation:finished' AND reason = 'urgent', kind = 'investigation:finished')
    ) AS counters (place, what, part, whole)
    GROUP BY law, place, what
    UNION ALL
    SELECT law, 11, 0, 'granted_again', count(*) FILTER (WHERE EXISTS (
        SELECT FROM ledger_event g WHERE g."case" = e."case" AND g.need = e.need AND g.seq > e.seq
            AND g.kind = 'need:maatwerk:granted')), count(*)
    FROM ledger_event e
    WHERE kind = 'need:stepped_down' AND law <> '' AND at >= %(since)s::timestamp AT TIME ZONE 'Europe/Amsterdam'
        AND at < (%(until)s::date + 1)::timestamp AT TIME ZONE 'Europe/Amsterdam'
    GROUP BY law
    UNION ALL
    SELECT law, 12, 0, 'started_soon', count(*) FILTER (WHERE supported_on <= granted_on + 28), count(*)
    FROM reporting_course WHERE granted_on BETWEEN %(since)s AND %(until)s GROUP BY law
    UNION ALL
    SELECT law, late, 0, what, count(*) FILTER (WHERE back_on BETWEEN ended_on AND ended_on + within), count(*)
    FROM reporting_course, (VALUES (13, 'back_within_6_months', 183), (14, 'back_within_12_months', 365))
        AS back (late, what, within)
    WHERE ended_on BETWEEN %(since)s AND %(until)s
    GROUP BY law, late, what, within
) AS counted
WHERE number > 0 OR of > 0
ORDER BY late, law, place
