SELECT date_trunc('month', reported_on)::date AS month, law AS "group", count(*) AS reports,
    count(*) FILTER (WHERE running) AS running,
    count(*) FILTER (WHERE reported_on BETWEEN ended_before AND ended_before + 183) AS back_6,
    count(*) FILTER (WHERE reported_on BETWEEN ended_before AND ended_before + 365) AS back_12
FROM reporting_reported
WHERE reported_on BETWEEN %(since)s AND %(until)s
GROUP BY 1, 2
ORDER BY 1 DESC, 2
