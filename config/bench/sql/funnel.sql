SELECT law, count(*) AS of, count(*) AS registered, count(talked_on) AS talked, count(finished_on) AS finished,
    count(begun_on) AS started, count(helped_on) AS helped,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY talked_on - registered_on) FILTER (WHERE talked_on >= registered_on) AS talked_days,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY finished_on - registered_on) FILTER (WHERE finished_on >= registered_on) AS finished_days,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY begun_on - registered_on) FILTER (WHERE begun_on >= registered_on) AS started_days,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY helped_on - registered_on) FILTER (WHERE helped_on >= registered_on) AS helped_days,
    count(*) FILTER (WHERE talked_on < registered_on) AS talked_doubtful,
    count(*) FILTER (WHERE finished_on < registered_on) AS finished_doubtful,
    count(*) FILTER (WHERE begun_on < registered_on) AS started_doubtful,
    count(*) FILTER (WHERE helped_on < registered_on) AS helped_doubtful,
    count(*) FILTER (WHERE step = 'own') AS own,
    count(*) FILTER (WHERE step = 'around') AS around,
    count(*) FILTER (WHERE step = 'nearby') AS nearby,
    count(*) FILTER (WHERE step = 'tailored') AS tailored,
    count(*) FILTER (WHERE step = 'own_decision') AS own_decision,
    count(*) FILTER (WHERE step = 'nowhere') AS nowhere,
    count(*) FILTER (WHERE step = 'external') AS external
FROM (
    SELECT law, registered_on, talked_on, finished_on, helped_on,
        least(covered_on, CASE WHEN granted_on IS NOT NULL THEN supported_on END) AS begun_on,
        CASE WHEN finished_on IS NULL THEN NULL
            WHEN reason = 'external' THEN 'external'
            WHEN layer IN ('own_strength', 'usual_help') THEN 'own'
            WHEN layer = 'social_network' THEN 'around'
            WHEN layer = 'general_facility' THEN 'nearby'
            WHEN layer = 'tailored_provision' AND law IN ('wmo', 'jeugd') THEN 'tailored'
            WHEN layer IN ('own_decision', 'tailored_provision') AND law NOT IN ('wmo', 'jeugd') THEN 'own_decision'
            WHEN layer = '' THEN 'nowhere' END AS step
    FROM reporting_course WHERE registered_on BETWEEN %(since)s AND %(until)s
) AS cohort
GROUP BY law
ORDER BY law
