WITH spent AS MATERIALIZED (
    SELECT year, sum(amount) AS spent, sum(amount) FILTER (WHERE layer = 'general_facility') AS facilities,
        sum(amount) FILTER (WHERE lower) AS prevention, bool_or(NOT lower) AS step_four
    FROM reporting_spending, LATERAL (SELECT layer IN ('own_strength', 'usual_help', 'social_network', 'general_facility'))
        AS steps (lower)
    WHERE superseded_at IS NULL
        AND year BETWEEN extract(year FROM %(since)s::date) - 1 AND extract(year FROM %(until)s::date)
    GROUP BY year
), shares AS (
    SELECT year, facilities, prevention, spent,
        CASE WHEN step_four AND spent > 0 THEN round(100 * prevention / spent, 1) END AS share
    FROM spent
), budgets AS (
    SELECT year, CASE WHEN bool_or(NOT lower) AND sum(amount) > 0
        THEN round(100 * sum(amount) FILTER (WHERE lower) / sum(amount), 1) END AS budget_share
    FROM reporting_budget, LATERAL (SELECT layer IN ('own_strength', 'usual_help', 'social_network', 'general_facility'))
        AS steps (lower)
    WHERE superseded_at IS NULL
    GROUP BY year
), reached AS MATERIALIZED (
    SELECT extract(year FROM at AT TIME ZONE 'Europe/Amsterdam')::int AS year, count(*) AS reached FROM ledger_event
    WHERE kind IN ('referral:started', 'referral:pointed')
        AND at >= date_trunc('year', %(since)s::timestamp) AT TIME ZONE 'Europe/Amsterdam'
        AND at < (date_trunc('year', %(until)s::timestamp) + interval '1 year') AT TIME ZONE 'Europe/Amsterdam'
    GROUP BY 1
)
SELECT year, coalesce(reached, 0) AS reached, facilities, round(facilities / nullif(reached, 0), 2) AS per_reached,
    prevention, spent, share, share - earlier.share_before AS shift, budget_share
FROM generate_series(extract(year FROM %(since)s::date)::int, extract(year FROM %(until)s::date)::int) AS years (year)
    LEFT JOIN reached USING (year) LEFT JOIN shares USING (year) LEFT JOIN budgets USING (year)
    LEFT JOIN (SELECT year + 1 AS year, share AS share_before FROM shares) AS earlier USING (year)
ORDER BY year DESC
