SELECT law, stretch, count(*) AS number,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY days) FILTER (WHERE days >= 0) AS median_days,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY days) FILTER (WHERE days >= 0) AS p90_days,
    count(*) FILTER (WHERE days < 0) AS doubtful
FROM reporting_course, LATERAL (VALUES
    (1, 'first_talk', talked_on, talked_on - registered_on),
    (2, 'report_letter', finished_on, finished_on - registered_on),
    (3, 'decision', decided_on, decided_on - applied_on),
    (4, 'start', supported_on, supported_on - granted_on)
) AS ended (place, stretch, day, days)
WHERE day BETWEEN %(since)s AND %(until)s AND days IS NOT NULL
GROUP BY law, place, stretch
ORDER BY law, place
