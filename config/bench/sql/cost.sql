SELECT year, law, layer, area, coalesce(commitments, 0) AS commitments,
    CASE WHEN layer IN ('tailored_provision', 'own_decision') AND (coalesce(euros, 0) > 0
        OR coalesce(unpriced, 0) < coalesce(commitments, 0) OR coalesce(commitments, 0) = 0)
    THEN round(round(coalesce(euros, 0), 9), 2) END AS committed, coalesce(unpriced, 0) AS unpriced,
    coalesce(open_ended, 0) AS open_ended, coalesce(doubtful, 0) AS doubtful, spent, budget
FROM committed FULL JOIN (
    SELECT year, law, layer, '' AS area, sum(amount) AS spent FROM reporting_spending
    WHERE superseded_at IS NULL
        AND year BETWEEN extract(year FROM %(since)s::date) AND extract(year FROM %(until)s::date)
    GROUP BY year, law, layer
) AS spendings USING (year, law, layer, area) FULL JOIN (
    SELECT year, law, layer, '' AS area, sum(amount) AS budget FROM reporting_budget
    WHERE superseded_at IS NULL
        AND year BETWEEN extract(year FROM %(since)s::date) AND extract(year FROM %(until)s::date)
    GROUP BY year, law, layer
) AS budgets USING (year, law, layer, area)
ORDER BY year DESC, law,
    array_position(ARRAY['own_strength', 'usual_help', 'social_network', 'general_facility', 'tailored_provision',
        'own_decision'], layer::text)
