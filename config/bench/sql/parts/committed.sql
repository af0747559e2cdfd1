WITH years AS (
    SELECT year, make_date(year, 1, 1) AS first, make_date(year, 12, 31) AS last
    FROM generate_series(extract(year FROM %(since)s::date)::int, extract(year FROM %(until)s::date)::int) AS years (year)
), alike AS MATERIALIZED (
    SELECT year, law, AREA AS area, municipality, product, unit, frequency, form, greatest(begins_on, first) AS since,
        least(last_on, last) AS until, begins_on >= first AS begun, last_on IS NULL AS open_ended,
        coalesce(last_on < begins_on, false) AS doubtful, sum(quantity) AS quantity, count(*) AS number
    FROM years JOIN reporting_commitment ON begins_on <= last
        AND (last_on IS NULL OR last_on >= first OR last_on < begins_on AND begins_on >= first)
    WHERE NOT replaced
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, quantity IS NULL
), tariffs AS MATERIALIZED (
    SELECT municipality_id, product_key, unit, law, form, price, valid_from, valid_until FROM reporting_tariff
    WHERE superseded_at IS NULL
), products AS MATERIALIZED (
    SELECT municipality, product, lower(regexp_replace(btrim(product), '\s+', ' ', 'g')) AS product_key
    FROM alike GROUP BY municipality, product
), bought AS MATERIALIZED (
    SELECT a.*, product_key, EXISTS (
        SELECT FROM tariffs t WHERE t.municipality_id = a.municipality AND t.product_key = p.product_key
            AND t.law IN ('', a.law) AND t.form IN ('', a.form)
            AND (t.unit = a.unit OR t.unit IN ('week', 'four_weeks', 'month'))) AS has_tariff,
        frequency = 'once' AND EXISTS (
            SELECT FROM tariffs t WHERE t.municipality_id = a.municipality AND t.product_key = p.product_key
                AND t.law IN ('', a.law) AND t.form IN ('', a.form) AND t.unit = a.unit) AS at_once
    FROM alike a JOIN products p USING (municipality, product) WHERE NOT doubtful
), costed AS (
    SELECT year, law, area, number, open_ended, quantity * CASE WHEN frequency = 'once' THEN begun::int
            ELSE CASE frequency WHEN 'week' THEN (until - since + 1) / 7.0 WHEN 'four_weeks' THEN (until - since + 1) / 28.0
                WHEN 'month' THEN 12 * extract(year FROM (until + 1)) + extract(month FROM (until + 1)) + (extract(day FROM (until + 1)) - 1)
                    / extract(day FROM date_trunc('month', (until + 1)) + interval '1 month - 1 day')
                    - (12 * extract(year FROM since) + extract(month FROM since) + (extract(day FROM since) - 1)
                    / extract(day FROM date_trunc('month', since) + interval '1 month - 1 day')) END END AS euros, true AS needed
    FROM bought WHERE unit = 'euros'
    UNION ALL
    SELECT year, law, area, number, open_ended, CASE WHEN frequency = 'once' AND NOT begun THEN 0 END, true
    FROM bought WHERE unit <> 'euros' AND NOT has_tariff
    UNION ALL
    SELECT year, law, area, number, open_ended, CASE WHEN NOT begun THEN 0 ELSE quantity * (
        SELECT price FROM tariffs t WHERE t.municipality_id = b.municipality AND t.product_key = b.product_key
            AND t.law IN ('', b.law) AND t.form IN ('', b.form) AND t.unit = b.unit
            AND valid_from <= since AND (valid_until IS NULL OR valid_until >= since)
        ORDER BY t.law <> '' DESC, t.form <> '' DESC, valid_from DESC LIMIT 1) END, true
    FROM bought b WHERE at_once
    UNION ALL
    SELECT year, law, area, number, open_ended, euros, priced
    FROM bought b, LATERAL (
        SELECT sum(amount) AS euros, bool_and(amount IS NOT NULL) AS priced FROM (
            SELECT s, coalesce(lead(s) OVER (ORDER BY s) - 1, until) AS u FROM (
                SELECT since UNION SELECT valid_from FROM tariffs t WHERE t.municipality_id = b.municipality
                    AND t.product_key = b.product_key AND t.law IN ('', b.law) AND t.form IN ('', b.form)
                UNION SELECT valid_until + 1 FROM tariffs t WHERE t.municipality_id = b.municipality
                    AND t.product_key = b.product_key AND t.law IN ('', b.law) AND t.form IN ('', b.form)
            ) AS days (s) WHERE s BETWEEN since AND until
        ) AS stretches LEFT JOIN LATERAL (
            SELECT t.unit AS by, price FROM tariffs t
            WHERE t.municipality_id = b.municipality AND t.product_key = b.product_key AND t.law IN ('', b.law)
                AND t.form IN ('', b.form) AND (t.unit = b.unit OR t.unit IN ('week', 'four_weeks', 'month'))
                AND valid_from <= s AND (valid_until IS NULL OR valid_until >= s)
            ORDER BY t.unit = b.unit DESC, t.law <> '' DESC, t.form <> '' DESC, valid_from DESC LIMIT 1
        ) AS best ON true, LATERAL (
            SELECT price * CASE WHEN by <> b.unit THEN CASE WHEN b.unit = 'pieces' THEN quantity ELSE number END
                * CASE by WHEN 'week' THEN (u - s + 1) / 7.0 WHEN 'four_weeks' THEN (u - s + 1) / 28.0
                WHEN 'month' THEN 12 * extract(year FROM (u + 1)) + extract(month FROM (u + 1)) + (extract(day FROM (u + 1)) - 1)
                    / extract(day FROM date_trunc('month', (u + 1)) + interval '1 month - 1 day')
                    - (12 * extract(year FROM s) + extract(month FROM s) + (extract(day FROM s) - 1)
                    / extract(day FROM date_trunc('month', s) + interval '1 month - 1 day')) END
            ELSE quantity * CASE frequency WHEN 'week' THEN (u - s + 1) / 7.0 WHEN 'four_weeks' THEN (u - s + 1) / 28.0
                WHEN 'month' THEN 12 * extract(year FROM (u + 1)) + extract(month FROM (u + 1)) + (extract(day FROM (u + 1)) - 1)
                    / extract(day FROM date_trunc('month', (u + 1)) + interval '1 month - 1 day')
                    - (12 * extract(year FROM s) + extract(month FROM s) + (extract(day FROM s) - 1)
                    / extract(day FROM date_trunc('month', s) + interval '1 month - 1 day')) END END
        ) AS amounts (amount)
    ) AS paid
    WHERE unit <> 'euros' AND has_tariff AND NOT at_once
), committed AS (
    SELECT year, law, CASE WHEN law IN ('wmo', 'jeugd') THEN 'tailored_provision' ELSE 'own_decision' END AS layer, area,
        sum(number) AS commitments, coalesce(sum(euros), 0) AS euros,
        coalesce(sum(number) FILTER (WHERE euros IS NULL OR NOT needed), 0) AS unpriced,
        coalesce(sum(number) FILTER (WHERE open_ended), 0) AS open_ended, sum(late) AS doubtful
    FROM (
        SELECT year, law, area, number, euros, needed, open_ended, 0 AS late FROM costed
        UNION ALL
        SELECT year, law, area, 0, 0, true, false, number FROM alike WHERE doubtful
    ) AS every
    GROUP BY year, law, area
)
