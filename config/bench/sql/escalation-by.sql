SELECT team::text AS "group", law, count(*) FILTER (WHERE reason <> 'external') AS finished,
    count(*) FILTER (WHERE maatwerk) AS tailored,
    count(*) FILTER (WHERE maatwerk AND reason <> 'urgent' AND NOT tried) AS direct,
    count(*) FILTER (WHERE maatwerk AND reason <> 'urgent' AND tried) AS tried,
    count(*) FILTER (WHERE maatwerk AND reason = 'urgent') AS urgent,
    count(*) FILTER (WHERE reason = 'external') AS external
FROM (
    SELECT team, law, reason, tried, reason <> 'external' AND layer = 'tailored_provision' AS maatwerk
    FROM reporting_finished
    WHERE month >= date_trunc('month', %(since)s::date) AND month <= %(until)s AND law IN ('wmo', 'jeugd')
) AS found
GROUP BY team, law
ORDER BY team, law
