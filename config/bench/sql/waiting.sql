SELECT law, stretch, number, median_days, p90_days, doubtful FROM (
    SELECT law,
        count(registered_on) FILTER (WHERE talked_on BETWEEN %(since)s AND %(until)s) AS first_talk,
        percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY talked_on - registered_on)
            FILTER (WHERE talked_on BETWEEN %(since)s AND %(until)s AND talked_on >= registered_on) AS first_talk_days,
        count(*) FILTER (WHERE talked_on BETWEEN %(since)s AND %(until)s AND talked_on < registered_on) AS first_talk_doubtful,
        count(registered_on) FILTER (WHERE finished_on BETWEEN %(since)s AND %(until)s) AS report_letter,
        percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY finished_on - registered_on)
            FILTER (WHERE finished_on BETWEEN %(since)s AND %(until)s AND finished_on >= registered_on) AS report_letter_days,
        count(*) FILTER (WHERE finished_on BETWEEN %(since)s AND %(until)s AND finished_on < registered_on) AS report_letter_doubtful,
        count(applied_on) FILTER (WHERE decided_on BETWEEN %(since)s AND %(until)s) AS decision,
        percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY decided_on - applied_on)
            FILTER (WHERE decided_on BETWEEN %(since)s AND %(until)s AND decided_on >= applied_on) AS decision_days,
        count(*) FILTER (WHERE decided_on BETWEEN %(since)s AND %(until)s AND decided_on < applied_on) AS decision_doubtful,
        count(granted_on) FILTER (WHERE supported_on BETWEEN %(since)s AND %(until)s) AS start,
        percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY supported_on - granted_on)
            FILTER (WHERE supported_on BETWEEN %(since)s AND %(until)s AND supported_on >= granted_on) AS start_days,
        count(*) FILTER (WHERE supported_on BETWEEN %(since)s AND %(until)s AND supported_on < granted_on) AS start_doubtful
    FROM reporting_course
    WHERE talked_on BETWEEN %(since)s AND %(until)s
        OR finished_on BETWEEN %(since)s AND %(until)s
        OR decided_on BETWEEN %(since)s AND %(until)s
        OR supported_on BETWEEN %(since)s AND %(until)s
    GROUP BY law
) AS waited, LATERAL (VALUES
    (1, 'first_talk', first_talk, first_talk_days[1], first_talk_days[2], first_talk_doubtful),
    (2, 'report_letter', report_letter, report_letter_days[1], report_letter_days[2], report_letter_doubtful),
    (3, 'decision', decision, decision_days[1], decision_days[2], decision_doubtful),
    (4, 'start', start, start_days[1], start_days[2], start_doubtful)
) AS stretches (place, stretch, number, median_days, p90_days, doubtful)
WHERE number > 0
ORDER BY law, place
