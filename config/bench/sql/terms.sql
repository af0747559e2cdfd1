SELECT law, rule, sum(number) AS number, sum(on_time) AS on_time, sum(doubtful) AS doubtful, sum(overdue) AS overdue,
    sum(may_apply) AS may_apply
FROM (
    SELECT law, rule, count(*) FILTER (WHERE met_on >= start) AS number,
        count(*) FILTER (WHERE met_on >= start AND met_on <= "end") AS on_time,
        count(*) FILTER (WHERE met_on < start) AS doubtful, 0 AS overdue, 0 AS may_apply
    FROM reporting_term WHERE met_on BETWEEN %(since)s AND %(until)s
    GROUP BY law, rule
    UNION ALL
    SELECT law, rule, 0, 0, 0, count(*), count(*) FILTER (WHERE free)
    FROM (
        SELECT law, rule, "case", bool_or(rule = 'wmo.investigation' AND NOT applied) AS free FROM reporting_term
        WHERE met_on IS NULL AND NOT lapsed AND "end" < %(until)s AND NOT stands_still
        GROUP BY law, rule, "case"
    ) AS late
    GROUP BY law, rule
) AS counted
GROUP BY law, rule
ORDER BY law, rule
