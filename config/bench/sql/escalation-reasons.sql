WITH ended AS MATERIALIZED (
    SELECT law, own_strength, usual_help, social_network, general_facility, why_not, count(*) AS needs
    FROM reporting_finishedneed
    WHERE month >= date_trunc('month', %(since)s::date) AND month <= %(until)s AND law IN ('wmo', 'jeugd')
        AND reason <> 'external' AND layer = 'tailored_provision'
    GROUP BY law, own_strength, usual_help, social_network, general_facility, why_not
), told AS (
    SELECT law, place, step, coalesce(nullif(verdict, ''), 'not_asked') AS reason, sum(needs) AS number
    FROM ended, LATERAL (VALUES (1, 'own_strength', own_strength), (2, 'usual_help', usual_help),
        (3, 'social_network', social_network), (4, 'general_facility', general_facility)) AS steps (place, step, verdict)
    GROUP BY law, place, step, verdict
    UNION ALL
    SELECT law, 5, 'general_facility', answer, sum(needs)
    FROM ended, LATERAL (SELECT DISTINCT unnest(why_not)) AS answers (answer)
    WHERE answer IN ('not_available', 'does_not_fit', 'cannot_get_there', 'cannot_bear_cost')
    GROUP BY law, answer
)
SELECT law, step, reason, number, of FROM told JOIN (SELECT law, sum(needs) AS of FROM ended GROUP BY law) AS whole USING (law)
ORDER BY law, place, array_position(ARRAY['sufficient', 'partly', 'insufficient', 'not_applicable', 'not_examined_urgent',
    'not_asked', 'not_available', 'does_not_fit', 'cannot_get_there', 'cannot_bear_cost'], reason::text)
