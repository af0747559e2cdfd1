SELECT life_area AS "group", law, count(*) AS finished,
    count(*) FILTER (WHERE layer IN ('own_strength', 'usual_help')) AS own,
    count(*) FILTER (WHERE layer = 'social_network') AS around,
    count(*) FILTER (WHERE layer = 'general_facility') AS nearby,
    count(*) FILTER (WHERE layer = 'tailored_provision') AS tailored,
    count(*) FILTER (WHERE layer = '') AS nowhere,
    count(*) FILTER (WHERE layer = 'tailored_provision' AND decision <> '') AS decided,
    count(*) FILTER (WHERE layer = 'tailored_provision' AND decision = 'granted') AS granted
FROM reporting_finishedneed
WHERE month >= date_trunc('month', %(since)s::date) AND month <= %(until)s AND law IN ('wmo', 'jeugd') AND reason <> 'external'
GROUP BY life_area, law
ORDER BY life_area, law
