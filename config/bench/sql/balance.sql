SELECT law, what, number, of FROM (
    SELECT law, what, place, sum(part) AS number, sum(whole) AS of
    FROM (
        SELECT law, kind, reason, count(*) AS told FROM ledger_event
        WHERE kind IN ('need:worked', 'objection:decided', 'investigation:finished', 'need:stepped_down',
            'need:maatwerk:granted', 'need:reopened', 'need:covered', 'referral:completed')
            AND law <> '' AND at >= %(since)s::timestamp AT TIME ZONE 'Europe/Amsterdam'
            AND at < (%(until)s::date + 1)::timestamp AT TIME ZONE 'Europe/Amsterdam'
        GROUP BY law, kind, reason
    ) AS counted, LATERAL (VALUES
        (1, 'worked', (kind = 'need:worked' AND reason = 'yes')::int * told, (kind = 'need:worked')::int * told),
        (2, 'worked_partly', (kind = 'need:worked' AND reason = 'partly')::int * told, (kind = 'need:worked')::int * told),
        (3, 'worked_not', (kind = 'need:worked' AND reason = 'no')::int * told, (kind = 'need:worked')::int * told),
        (4, 'objections_upheld', (kind = 'objection:decided' AND reason IN ('upheld', 'partly'))::int * told,
            (kind = 'objection:decided')::int * told),
        (5, 'urgent', (kind = 'investigation:finished' AND reason = 'urgent')::int * told,
            (kind = 'investigation:finished')::int * told),
        (6, 'stepped_down', (kind = 'need:stepped_down')::int * told, (kind = 'need:maatwerk:granted')::int * told),
        (7, 'reopened', (kind = 'need:reopened')::int * told,
            (kind IN ('need:covered', 'need:maatwerk:granted'))::int * told),
        (8, 'referral_helped', (kind = 'referral:completed' AND reason IN ('helped', 'partly'))::int * told,
            (kind = 'referral:completed')::int * told)
    ) AS counters (place, what, part, whole)
    GROUP BY law, place, what
    UNION ALL
    SELECT law, what, place, count(*) FILTER (WHERE back_on BETWEEN ended_on AND ended_on + within), count(*)
    FROM reporting_course, (VALUES (9, 'back_within_6_months', 183), (10, 'back_within_12_months', 365))
        AS back (place, what, within)
    WHERE ended_on BETWEEN %(since)s AND %(until)s
    GROUP BY law, place, what, within
) AS told
WHERE number > 0 OR of > 0
ORDER BY place > 8, CASE WHEN place > 8 THEN place END, law, place
