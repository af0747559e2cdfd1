SELECT year, law, layer, coalesce(name, area) AS area, coalesce(commitments, 0) AS commitments,
    CASE WHEN layer IN ('tailored_provision', 'own_decision') AND (coalesce(euros, 0) > 0
        OR coalesce(unpriced, 0) < coalesce(commitments, 0) OR coalesce(commitments, 0) = 0)
    THEN round(round(coalesce(euros, 0), 9), 2) END AS committed, coalesce(unpriced, 0) AS unpriced,
    coalesce(open_ended, 0) AS open_ended, coalesce(doubtful, 0) AS doubtful, spent, NULL::numeric AS budget
FROM committed FULL JOIN (
    SELECT year, law, layer, area AS area, sum(amount) AS spent FROM reporting_spending
    WHERE superseded_at IS NULL
        AND year BETWEEN extract(year FROM %(since)s::date) AND extract(year FROM %(until)s::date)
    GROUP BY year, law, layer, area
) AS spendings USING (year, law, layer, area)
    LEFT JOIN LATERAL (SELECT name FROM accounts_neighbourhood WHERE code = area ORDER BY year DESC LIMIT 1) AS places
        ON true
ORDER BY year DESC, lower(coalesce(name, area)) COLLATE "C", law,
    array_position(ARRAY['own_strength', 'usual_help', 'social_network', 'general_facility', 'tailored_provision',
        'own_decision'], layer::text)
