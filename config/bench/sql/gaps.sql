SELECT neighbourhood, life_area, reason, count(*) AS needs, count(*) FILTER (WHERE went_on) AS went_on
FROM reporting_gap
WHERE answered_on BETWEEN %(since)s AND %(until)s
GROUP BY 1, 2, 3
ORDER BY neighbourhood = '', (
    SELECT lower(n.name) FROM accounts_neighbourhood n WHERE n.code = neighbourhood ORDER BY n.year DESC LIMIT 1
), neighbourhood, life_area,
    array_position(ARRAY['nothing_near', 'no_room', 'does_not_fit', 'cannot_get_there', 'cannot_bear_cost'], reason::text)
