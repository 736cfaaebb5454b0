"""views for people and agents

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

from alembic import op

from digiboost.kernel.db.rls import APP, BACKUP, WORKER

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# A name is looked for in the catalogue and in our schema, and never first among somebody's temporary tables.
_SAFE = "SECURITY INVOKER SET search_path = pg_catalog, public, pg_temp"

# The arithmetic of forecasting/formulas.py, on a curve as product_outlooks keeps it: quantile -> cumulative demand of
# day 1, 2, ... Past its end the middle goes on at its mean pace, and the distance from it grows with the square root of
# time.
CHANCE = f"""
CREATE FUNCTION fn_chance_reached(quantiles jsonb, days integer, units double precision) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE {_SAFE} AS $$
DECLARE
    levels double precision[];
    demand double precision[];
    low_level double precision;
    low_demand double precision;
    width double precision;
BEGIN
    IF quantiles IS NULL THEN
        RETURN NULL;
    ELSIF units <= 0 THEN
        RETURN 1;
    END IF;
    SELECT array_agg(q.level ORDER BY q.level), array_agg(CASE WHEN days <= q.length
            THEN (q.path ->> (days - 1))::double precision
            ELSE q.middle / q.length * days + ((q.path ->> -1)::double precision - q.middle)
                * sqrt(days::double precision / q.length) END ORDER BY q.level)
    INTO levels, demand
    FROM (
        SELECT each.key::double precision AS level, each.value AS path, jsonb_array_length(each.value) AS length,
            (quantiles -> '0.5' ->> -1)::double precision AS middle
        FROM jsonb_each(quantiles) AS each
    ) AS q;
    low_level := levels[1];
    low_demand := demand[1];
    IF units <= low_demand THEN
        width := (demand[2] - low_demand) / ln(levels[2] / low_level);
        IF width > 0 THEN
            RETURN 1 - low_level * exp(greatest((units - low_demand) / width, -700));
        END IF;
        RETURN 1 - CASE WHEN units >= low_demand THEN low_level ELSE 0 END;
    END IF;
    FOR n IN 2 .. array_length(levels, 1) LOOP
        IF demand[n] >= units THEN
            RETURN 1 - (low_level + (levels[n] - low_level) * (units - low_demand) / (demand[n] - low_demand));
        END IF;
        width := (demand[n] - low_demand) / ln((1 - low_level) / (1 - levels[n]));
        low_level := levels[n];
        low_demand := demand[n];
    END LOOP;
    RETURN (1 - low_level) * CASE WHEN width > 0 THEN exp(greatest((low_demand - units) / width, -700)) ELSE 0 END;
END
$$
"""
# Past the curve's end the first day is where a parabola in the root of time reaches what is there.
DAY = f"""
CREATE FUNCTION fn_day_reached(quantiles jsonb, level text, units double precision) RETURNS integer
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE {_SAFE} AS $$
DECLARE
    path jsonb := quantiles -> level;
    length integer := jsonb_array_length(path);
    pace double precision;
    spread double precision;
    root double precision;
    found integer;
BEGIN
    IF path IS NULL THEN
        RETURN NULL;
    ELSIF units <= 0 THEN
        RETURN 1;
    END IF;
    FOR day IN 1 .. length LOOP
        IF (path ->> (day - 1))::double precision >= units THEN
            RETURN day;
        END IF;
    END LOOP;
    pace := (quantiles -> '0.5' ->> -1)::double precision / length;
    spread := (path ->> -1)::double precision - (quantiles -> '0.5' ->> -1)::double precision;
    IF pace > 0 THEN
        root := (sqrt(spread * spread / length + 4 * pace * units) - spread / sqrt(length::double precision)) / (2 * pace);
    ELSIF spread > 0 THEN
        root := units / spread * sqrt(length::double precision);
    END IF;
    IF root IS NULL OR root > 20 THEN
        RETURN NULL;
    END IF;
    found := greatest(length + 1, floor(root * root)::integer - 1);
    WHILE found <= 365 AND pace * found + spread * sqrt(found::double precision / length) < units LOOP
        found := found + 1;
    END LOOP;
    RETURN CASE WHEN found <= 365 THEN found END;
END
$$
"""

# One row per active product. ``units``: thousandths as a number of units.
_UNITS = "trim_scale({0}::numeric / 1000)"


def _units(column: str) -> str:
    return _UNITS.format(column)


_AWAITED = """CROSS JOIN LATERAL (
    SELECT coalesce(sum(greatest(n.quantity - n.received, 0)), 0)::bigint AS awaited
    FROM purchase_order_lines n JOIN purchase_orders b ON b.tenant_id = n.tenant_id AND b.id = n.order_id
    WHERE n.tenant_id = p.tenant_id AND n.product_id = p.id AND b.status IN ('sent', 'partly_received')
) r"""
_DEAD = """(l.on_hand > 0 AND p.created_at < now() - interval '90 days'
        AND coalesce(l.last_sale_at, p.created_at) < now() - interval '90 days')"""
_TENANT = "t.id = current_setting('app.tenant_id')::uuid"

DIAGNOSTIC = f"""
CREATE VIEW v_ai_diagnostic_stock WITH (security_invoker = true) AS
SELECT p.id AS produit_id, p.code, p.name AS produit, c.name AS categorie, s.name AS fournisseur, p.shelf AS rayon,
    p.unit AS unite,
    CASE l.status WHEN 'low' THEN 'faible' WHEN 'ok' THEN 'normal' WHEN 'untracked' THEN 'non_suivi' ELSE l.status END
        AS statut,
    {_units("l.on_hand")} AS en_stock, {_units("r.awaited")} AS en_commande, {_units("l.min_stock")} AS stock_min,
    {_units("l.max_stock")} AS stock_max,
    CASE WHEN l.average_cost > 0 THEN trim_scale(l.average_cost::numeric / 1000) END AS cout_moyen,
    CASE WHEN l.average_cost > 0 OR l.on_hand = 0 THEN l.value END AS valeur_stock, p.sale_price AS prix_vente,
    t.currency AS devise,
    CASE WHEN o.state = 'known' THEN 'connue' ELSE 'donnees_insuffisantes' END AS etat_prevision,
    o.days_in_stock AS jours_observes, o.daily AS demande_jour, o.deviation AS ecart_type_jour,
    CASE WHEN o.daily > 0 AND l.tracked
        THEN greatest(l.on_hand::double precision / 1000, 0) / o.daily END AS couverture_jours,
    d.today + fn_day_reached(f.curve, '0.5', f.units) - 1 AS date_rupture,
    d.today + fn_day_reached(f.curve, '0.9', f.units) - 1 AS date_rupture_au_plus_tot,
    d.today + fn_day_reached(f.curve, '0.1', f.units) - 1 AS date_rupture_au_plus_tard,
    fn_chance_reached(f.known, f.horizon, f.edge) AS probabilite_rupture, f.horizon AS horizon_jours,
    k.abc AS classe_abc, k.xyz AS classe_xyz,
    CASE o.demand_class WHEN 'smooth' THEN 'reguliere' WHEN 'erratic' THEN 'erratique'
        WHEN 'intermittent' THEN 'intermittente' WHEN 'lumpy' THEN 'sporadique' END AS classe_demande,
    {_DEAD} AS stock_dormant, l.last_sale_at AS derniere_vente, l.rupture_since AS rupture_depuis, o.made_at AS prevu_le
FROM tenants t
CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE t.time_zone)::date AS today) d
JOIN products p ON p.tenant_id = t.id AND p.is_active
JOIN stock_levels l ON l.tenant_id = p.tenant_id AND l.product_id = p.id
LEFT JOIN product_outlooks o ON o.tenant_id = p.tenant_id AND o.product_id = p.id
LEFT JOIN product_standings k ON k.tenant_id = p.tenant_id AND k.product_id = p.id
LEFT JOIN forecast_settings w ON w.tenant_id = t.id
LEFT JOIN categories c ON c.tenant_id = p.tenant_id AND c.id = p.category_id
LEFT JOIN suppliers s ON s.tenant_id = p.tenant_id AND s.id = p.supplier_id
{_AWAITED}
CROSS JOIN LATERAL (
    SELECT b.units, coalesce(w.horizon_days, 15) AS horizon, b.known,
        -- Without anything that is asked for an empty shelf alone has a day.
        CASE WHEN b.units <= 0 OR (b.known -> '0.975' ->> -1)::double precision > 0 THEN b.known END AS curve,
        -- Whole pieces: half a piece under the least demand that takes everything.
        CASE WHEN b.units > 0 AND o.grain > 0 THEN o.grain * (ceil(b.units / o.grain - 1e-6) - 0.5) ELSE b.units END
            AS edge
    FROM (
        SELECT l.on_hand::double precision / 1000 AS units,
            CASE WHEN o.state = 'known' AND l.tracked AND o.quantiles <> '{{}}'::jsonb THEN o.quantiles END AS known
    ) b OFFSET 0
) f
WHERE {_TENANT}
"""

# How long a supplier takes: from the order to its goods, the last 20 deliveries.
_DELIVERIES = """LEFT JOIN LATERAL (
    SELECT count(*) AS deliveries, avg(last.days)::double precision AS days,
        coalesce(stddev_samp(last.days), 0)::double precision AS deviation
    FROM (
        SELECT greatest(extract(epoch FROM each.occurred_at - each.sent_at) / 86400, 0) AS days FROM (
            SELECT DISTINCT first.id, first.occurred_at, first.sent_at FROM (
                SELECT DISTINCT ON (n.order_line_id) r.id, r.occurred_at, b.sent_at
                FROM purchase_orders b JOIN receipts r ON r.tenant_id = b.tenant_id AND r.order_id = b.id
                JOIN receipt_lines n ON n.tenant_id = r.tenant_id AND n.receipt_id = r.id
                WHERE b.tenant_id = p.tenant_id AND b.supplier_id = p.supplier_id AND b.sent_at IS NOT NULL
                    AND n.order_line_id IS NOT NULL
                ORDER BY n.order_line_id, r.occurred_at, r.id
            ) AS first
        ) AS each ORDER BY each.occurred_at DESC, each.id DESC LIMIT 20
    ) AS last
) v ON true"""
# Thousandths, rounded up.
_CEIL = "ceil(round(({0} * 1000)::numeric, 6))::bigint"

# The arithmetic of forecasting/advising.py, step by step: what is known, with the demand that looks ahead (e); how far
# it spreads (h); the three sums (g); what they say (a). A step that is not fenced (OFFSET 0) would be written out
# again wherever it is named.
ADVICE = f"""
CREATE VIEW v_ai_recommandations WITH (security_invoker = true) AS
SELECT p.id AS produit_id, p.code, p.name AS produit, p.supplier_id AS fournisseur_id, s.name AS fournisseur,
    p.unit AS unite,
    CASE WHEN NOT l.tracked THEN 'compter' WHEN a.ordered THEN 'commander' WHEN a.dead THEN 'ecouler' ELSE 'attendre'
        END AS action,
    a.ordered AS a_commander, {_units("CASE WHEN a.ordered THEN a.quantity ELSE a.quantity * 0 END")} AS quantite,
    {_units("a.quantity")} AS quantite_vers_cible, {_units("p.pack_size")} AS taille_colis,
    a.unit_cost AS cout_unitaire,
    CASE WHEN a.ordered THEN round(a.quantity::numeric * a.unit_cost / 1000)::bigint END AS montant,
    t.currency AS devise, CASE e.basis WHEN 'demand' THEN 'demande' WHEN 'minimum' THEN 'minimum' END AS base,
    {_units("e.position")} AS position_stock, {_units("l.on_hand")} AS en_stock, {_units("r.awaited")} AS en_commande,
    e.demand AS demande_jour_prevue, o.deviation AS ecart_type_jour, e.service AS niveau_service,
    e.lead AS delai_jours, e.lead_deviation AS ecart_type_delai, e.review AS revue_jours,
    {_units("g.safety")} AS stock_securite, {_units("g.point")} AS point_commande, {_units("g.target")} AS niveau_cible,
    {_units("l.min_stock")} AS stock_min, {_units("l.max_stock")} AS stock_max, k.abc AS classe_abc,
    CASE WHEN NOT l.tracked THEN 'Stock jamais compté : compter avant de commander.'
        WHEN a.ordered THEN 'Position ' || {_units("e.position")} || ' ' || p.unit || ', seuil '
            || {_units("a.threshold")} || ' : commander ' || {_units("a.quantity")} || ' pour atteindre '
            || {_units("greatest(g.target, a.least)")} || '.'
        WHEN a.dead THEN 'Aucune vente depuis 90 jours : écouler ' || {_units("l.on_hand")} || ' ' || p.unit || '.'
        WHEN e.basis IS NULL THEN 'Ni demande connue ni stock minimum : rien à conseiller.'
        ELSE 'Position ' || {_units("e.position")} || ' ' || p.unit || ', seuil ' || {_units("a.threshold")}
            || ' : attendre.' END AS motif
FROM tenants t
JOIN products p ON p.tenant_id = t.id AND p.is_active
JOIN stock_levels l ON l.tenant_id = p.tenant_id AND l.product_id = p.id
LEFT JOIN product_outlooks o ON o.tenant_id = p.tenant_id AND o.product_id = p.id
LEFT JOIN product_standings k ON k.tenant_id = p.tenant_id AND k.product_id = p.id
LEFT JOIN forecast_settings w ON w.tenant_id = t.id
LEFT JOIN suppliers s ON s.tenant_id = p.tenant_id AND s.id = p.supplier_id
{_DELIVERIES}
{_AWAITED}
CROSS JOIN LATERAL (
    SELECT f.*, greatest(l.on_hand, 0) + r.awaited AS position,
        CASE WHEN NOT l.tracked THEN NULL WHEN f.demand IS NOT NULL THEN 'demand'
            WHEN l.min_stock IS NOT NULL OR l.max_stock IS NOT NULL THEN 'minimum' END AS basis,
        CASE f.service WHEN 0.98 THEN 2.054 WHEN 0.95 THEN 1.645 ELSE 1.282 END::double precision AS z
    FROM (
        SELECT CASE WHEN o.daily IS NOT NULL AND o.deviation IS NOT NULL
                THEN coalesce(o.expected / o.horizon_days, o.daily) END AS demand,
            CASE k.abc WHEN 'A' THEN coalesce(w.service_a, 0.98) WHEN 'C' THEN coalesce(w.service_c, 0.90)
                ELSE coalesce(w.service_b, 0.95) END AS service,
            coalesce(w.review_days, 7) AS review,
            CASE WHEN v.deliveries >= 3 THEN v.days ELSE coalesce(s.lead_time_days, 7) END AS lead,
            CASE WHEN v.deliveries >= 3 THEN v.deviation ELSE 0 END AS lead_deviation
    ) f OFFSET 0
) e
CROSS JOIN LATERAL (
    SELECT e.z * sqrt(e.lead * o.deviation * o.deviation + e.demand * e.demand * e.lead_deviation * e.lead_deviation)
            AS spread,
        e.z * sqrt((e.lead + e.review) * o.deviation * o.deviation
            + e.demand * e.demand * e.lead_deviation * e.lead_deviation) AS wide
    OFFSET 0
) h
CROSS JOIN LATERAL (
    SELECT {_CEIL.format("h.spread")} AS safety,
        CASE WHEN e.demand IS NOT NULL THEN {_CEIL.format("(e.demand * e.lead + h.spread)")}
            ELSE l.min_stock END AS point,
        CASE WHEN e.demand IS NOT NULL THEN {_CEIL.format("(e.demand * (e.lead + e.review) + h.wide)")}
            ELSE coalesce(l.max_stock, 2 * l.min_stock) END AS target
    OFFSET 0
) g
CROSS JOIN LATERAL (
    SELECT c.*, coalesce(c.quantity > 0 AND e.position <= c.threshold, false) AS ordered
    FROM (
        SELECT coalesce(l.min_stock, 0) AS least, greatest(coalesce(g.point, 0), coalesce(l.min_stock, 0)) AS threshold,
            coalesce(p.purchase_price, nullif(round(l.average_cost / 1000.0), 0))::bigint AS unit_cost, {_DEAD} AS dead,
            CASE e.basis
                WHEN 'demand' THEN (greatest(greatest(g.target, coalesce(l.min_stock, 0)) - e.position, 0)
                    + p.pack_size - 1) / p.pack_size * p.pack_size
                WHEN 'minimum' THEN CASE WHEN e.position > coalesce(l.min_stock, 0) AND e.position >= g.target THEN 0
                    ELSE (greatest(g.target - e.position, 1) + p.pack_size - 1) / p.pack_size * p.pack_size END
            END AS quantity
        OFFSET 0
    ) c OFFSET 0
) a
WHERE {_TENANT}
"""

# The days are columns of a materialised step: under row-level security an index is searched for a column, and not for
# a time zone's arithmetic, which is not leakproof.
SALES = f"""
CREATE VIEW v_ai_analyse_ventes WITH (security_invoker = true) AS
WITH jour AS MATERIALIZED (
    SELECT t.id AS tenant_id, t.currency, d.today, d.today - 6 AS week, d.today - 29 AS month, d.today - 59 AS before,
        d.today - 89 AS quarter
    FROM tenants t CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE t.time_zone)::date AS today) d
    WHERE {_TENANT}
)
SELECT p.id AS produit_id, p.code, p.name AS produit, c.name AS categorie, p.unit AS unite, j.currency AS devise,
    j.today AS jusqu_au, {_units("v.units_7")} AS quantite_7j, v.revenue_7 AS ca_7j,
    {_units("v.units_30")} AS quantite_30j, v.revenue_30 AS ca_30j,
    CASE WHEN v.cost_30 > 0 THEN v.revenue_30 - v.cost_30 END AS marge_30j,
    CASE WHEN v.cost_30 > 0 AND v.revenue_30 > 0
        THEN round((v.revenue_30 - v.cost_30)::numeric / v.revenue_30, 4) END AS taux_marge_30j,
    {_units("v.units_before")} AS quantite_30j_avant, v.revenue_before AS ca_30j_avant,
    CASE WHEN v.revenue_before > 0
        THEN round((v.revenue_30 - v.revenue_before)::numeric / v.revenue_before, 4) END AS evolution_ca,
    CASE WHEN sum(v.revenue_30) OVER () > 0
        THEN round(v.revenue_30::numeric / sum(v.revenue_30) OVER (), 4) END AS part_ca_30j,
    CASE WHEN v.revenue_30 > 0 THEN rank() OVER (ORDER BY v.revenue_30 DESC) END AS rang_ca_30j,
    {_units("v.units_90")} AS quantite_90j, v.revenue_90 AS ca_90j, v.days_90 AS jours_avec_vente_90j,
    {_units("v.missed_30")} AS manques_30j,
    CASE WHEN v.missed_30 > 0 THEN round(greatest(v.units_30, 0)::numeric / (greatest(v.units_30, 0) + v.missed_30), 4)
        END AS taux_service_30j,
    l.last_sale_at AS derniere_vente, k.abc AS classe_abc, k.xyz AS classe_xyz
FROM jour j
JOIN products p ON p.tenant_id = j.tenant_id AND p.is_active
JOIN stock_levels l ON l.tenant_id = p.tenant_id AND l.product_id = p.id
LEFT JOIN product_standings k ON k.tenant_id = p.tenant_id AND k.product_id = p.id
LEFT JOIN categories c ON c.tenant_id = p.tenant_id AND c.id = p.category_id
CROSS JOIN LATERAL (
    SELECT {{sums}}
    FROM product_days e WHERE e.tenant_id = j.tenant_id AND e.product_id = p.id AND e.day BETWEEN j.quarter AND j.today
) v
""".replace(
    "{sums}",
    ", ".join(
        f"coalesce(sum(e.{column}) FILTER (WHERE e.day BETWEEN {first} AND {last}), 0)::bigint AS {name}"
        for name, column, first, last in (
            ("units_7", "units", "j.week", "j.today"),
            ("revenue_7", "revenue", "j.week", "j.today"),
            ("units_30", "units", "j.month", "j.today"),
            ("revenue_30", "revenue", "j.month", "j.today"),
            ("cost_30", "cost", "j.month", "j.today"),
            ("missed_30", "missed_units", "j.month", "j.today"),
            ("units_before", "units", "j.before", "j.month - 1"),
            ("revenue_before", "revenue", "j.before", "j.month - 1"),
            ("units_90", "units", "j.quarter", "j.today"),
            ("revenue_90", "revenue", "j.quarter", "j.today"),
        )
    )
    + ", count(*) FILTER (WHERE e.units > 0) AS days_90",
)

# One product of the views, in the words of the API.
PREDICT = f"""
CREATE FUNCTION fn_predict_date_rupture(product uuid) RETURNS TABLE (product_id uuid, state text, on_hand numeric,
    daily double precision, coverage_days double precision, stock_out_on date, earliest date, latest date,
    probability double precision, horizon_days integer, made_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE {_SAFE} AS $$
SELECT v.produit_id, CASE v.etat_prevision WHEN 'connue' THEN 'known' ELSE 'not_enough_data' END, v.en_stock,
    v.demande_jour, v.couverture_jours, v.date_rupture, v.date_rupture_au_plus_tot, v.date_rupture_au_plus_tard,
    v.probabilite_rupture, v.horizon_jours, v.prevu_le
FROM v_ai_diagnostic_stock v WHERE v.produit_id = product
$$
"""
REORDER = f"""
CREATE FUNCTION fn_calc_quantite_reappro(product uuid) RETURNS TABLE (product_id uuid, supplier_id uuid, basis text,
    is_due boolean, quantity numeric, pack_size numeric, "position" numeric, on_hand numeric, on_order numeric,
    reorder_point numeric, safety_stock numeric, target numeric, demand double precision,
    deviation double precision, service double precision, lead_days double precision,
    lead_deviation double precision, review_days integer)
LANGUAGE sql STABLE PARALLEL SAFE {_SAFE} AS $$
SELECT v.produit_id, v.fournisseur_id, CASE v.base WHEN 'demande' THEN 'demand' ELSE v.base END, v.a_commander,
    v.quantite_vers_cible, v.taille_colis, v.position_stock, v.en_stock, v.en_commande, v.point_commande, v.stock_securite,
    v.niveau_cible, v.demande_jour_prevue, v.ecart_type_jour, v.niveau_service, v.delai_jours, v.ecart_type_delai,
    v.revue_jours
FROM v_ai_recommandations v WHERE v.produit_id = product
$$
"""
VIEWS = ("v_ai_diagnostic_stock", "v_ai_analyse_ventes", "v_ai_recommandations")
FUNCTIONS = (
    "fn_chance_reached(jsonb, integer, double precision)",
    "fn_day_reached(jsonb, text, double precision)",
    "fn_predict_date_rupture(uuid)",
    "fn_calc_quantite_reappro(uuid)",
)


def upgrade() -> None:
    for statement in (CHANCE, DAY, DIAGNOSTIC, ADVICE, SALES, PREDICT, REORDER):
        op.execute(statement)
    for name in VIEWS:
        op.execute(f"GRANT SELECT ON {name} TO {APP}, {WORKER}, {BACKUP}")
    for name in FUNCTIONS:
        op.execute(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {name} TO {APP}, {WORKER}, {BACKUP}")


def downgrade() -> None:
    for name in FUNCTIONS[2:]:
        op.execute(f"DROP FUNCTION {name}")
    for name in VIEWS:
        op.execute(f"DROP VIEW {name}")
    for name in FUNCTIONS[:2]:
        op.execute(f"DROP FUNCTION {name}")
