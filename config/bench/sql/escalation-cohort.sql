SELECT date_trunc('month', registered_on)::date AS month, law, count(*) AS reported,
    count(*) FILTER (WHERE finished_on IS NOT NULL AND reason <> 'external') AS finished,
    count(*) FILTER (WHERE finished_on IS NOT NULL AND reason <> 'external' AND layer = 'tailored_provision') AS tailored,
    count(*) FILTER (WHERE finished_on IS NULL AND ended_on IS NULL) AS running,
    count(*) FILTER (WHERE finished_on IS NULL AND ended_on IS NOT NULL) AS stopped,
    count(*) FILTER (WHERE finished_on IS NOT NULL AND reason = 'external') AS external
FROM reporting_course
WHERE registered_on BETWEEN %(since)s AND %(until)s AND law IN ('wmo', 'jeugd')
GROUP BY 1, 2
ORDER BY 1 DESC, 2
