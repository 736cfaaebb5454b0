"""What we answer to people who write to us: short, in plain words, each text in French and English.

A text is ``title | body``; ``{name}`` is a value.
"""

from __future__ import annotations

from collections.abc import Mapping

from digiboost.alerts.types import Answer, RuleType
from digiboost.kernel.i18n import Language
from digiboost.kernel.i18n.formats import quantity_text
from digiboost.notifications.service import Template
from digiboost.notifications.types import Kind

SAID: Mapping[str, tuple[str, str]] = {
    "help": (
        "Ce que vous pouvez écrire | stock riz : ce qui reste\nalertes : ce qui ne va pas\nvente riz 3 : enregistrer"
        " une vente\nvente riz 3 à 500 : avec votre prix\n1, 2 ou 3 : répondre à une alerte\nstop : ne plus recevoir"
        " d'alertes ici",
        "What you can write | stock rice: what is left\nalerts: what is wrong\nsale rice 3: record a sale\nsale rice 3"
        " at 500: with your price\n1, 2 or 3: answer an alert\nstop: no more alerts here",
    ),
    "unknown": (
        "Pas compris | Écrivez par exemple : stock riz, alertes, ou vente riz 3. Écrivez « aide » pour tout voir.",
        'Not understood | Write for example: stock rice, alerts, or sale rice 3. Write "help" to see everything.',
    ),
    "too_many": (
        "Trop de messages | Vous avez écrit {count} messages en une heure. Reprenez dans une heure, ou dans"
        " l'application.",
        "Too many messages | You wrote {count} messages within an hour. Go on in an hour, or in the application.",
    ),
    "role": (
        "Pas pour votre rôle | Votre rôle chez {company} ne permet pas cela. Demandez à un gérant.",
        "Not for your role | Your role at {company} does not allow this. Ask a manager.",
    ),
    "refused": ("Impossible | {why}", "Not possible | {why}"),
    # -- the telephone --
    "link.done": (
        "Téléphone relié | Bonjour {name}, ce téléphone est maintenant le vôtre chez {company}. Écrivez « aide » pour"
        " voir ce que vous pouvez faire ici.",
        'Telephone linked | Hello {name}, this telephone is now yours at {company}. Write "help" to see what you can'
        " do here.",
    ),
    "link.wrong": (
        "Code non valable | Ce code est faux ou n'est plus valable. Demandez-en un autre dans Digiboost : Réglages,"
        " Notifications.",
        "Code not valid | This code is wrong or too old. Ask for another one in Digiboost: Settings, Notifications.",
    ),
    "link.how": (
        "Digiboost | Nous ne connaissons pas encore ce téléphone. Pour le relier à votre entreprise : ouvrez Digiboost,"
        " Réglages, Notifications, « Relier mon téléphone ». Pour répondre à une alerte, répondez au message lui-même.",
        "Digiboost | We do not know this telephone yet. To link it to your company: open Digiboost, Settings,"
        ' Notifications, "Link my telephone". To answer an alert, reply to that very message.',
    ),
    # -- stock --
    "stock.ask": (
        "Stock | De quel produit ? Écrivez par exemple : stock riz",
        "Stock | Of which product? Write for example: stock rice",
    ),
    "stock.none": (
        "Stock | Aucun produit ne ressemble à « {words} ». Essayez une partie du nom.",
        'Stock | No product looks like "{words}". Try a part of its name.',
    ),
    "stock.found": ("Stock | {lines}", "Stock | {lines}"),
    "stock.line": ("{name} : {left}", "{name}: {left}"),
    "stock.more": (
        "… {count} produits en tout : précisez le nom.",
        "… {count} products in all: say more of the name.",
    ),
    "stock.untracked": ("stock non suivi", "stock not tracked"),
    "stock.rupture": ("{left} (rupture)", "{left} (out of stock)"),
    "stock.low": ("{left} (stock bas)", "{left} (low)"),
    # -- alerts --
    "alerts.none": ("Alertes | Rien à signaler : aucune alerte en cours.", "Alerts | All is well: no alert is open."),
    "alerts.found": ("Alertes en cours : {count} | {lines}", "Open alerts: {count} | {lines}"),
    "alerts.line": ("{type} ({count}) : {names}", "{type} ({count}): {names}"),
    "alerts.alone": ("{type}", "{type}"),
    "alerts.others": ("{names} et {more} de plus", "{names} and {more} more"),
    # -- a sale --
    "sale.usage": (
        "Vente | Écrivez le produit et la quantité : vente riz 3. Avec votre prix : vente riz 3 à 500",
        "Sale | Write the product and the quantity: sale rice 3. With your price: sale rice 3 at 500",
    ),
    "sale.how_many": (
        "Vente | Combien ? Écrivez par exemple : vente 3 {words}",
        "Sale | How many? Write for example: sale 3 {words}",
    ),
    "sale.none": (
        "Vente | Aucun produit ne ressemble à « {words} » : rien n'est vendu. Un seul produit par message.",
        'Sale | No product looks like "{words}": nothing is sold. One product in a message.',
    ),
    "sale.price": (
        "Vente | Le prix « {price} » n'est pas clair. Écrivez par exemple : vente riz 3 à 500",
        'Sale | The price "{price}" is not clear. Write for example: sale rice 3 at 500',
    ),
    "sale.too_large": (
        "Vente | Ce montant est trop grand. Vérifiez la quantité et le prix.",
        "Sale | This amount is too large. Check the quantity and the price.",
    ),
    "sale.too_vague": (
        "Vente | {count} produits ressemblent à « {words} » : précisez le nom.",
        'Sale | {count} products look like "{words}": say more of the name.',
    ),
    "sale.choose": ("Quel produit ? | {lines}", "Which product? | {lines}"),
    "sale.option": ("{number}. {name} ({price})", "{number}. {name} ({price})"),
    "sale.pick": ("Répondez par le numéro.", "Reply with the number."),
    "sale.range": (
        "Quel produit ? | Répondez par un numéro de 1 à {count}, ou NON pour annuler.",
        "Which product? | Reply with a number from 1 to {count}, or NO to cancel.",
    ),
    "sale.confirm": (
        "Vente à confirmer | {name} : {quantity} à {price} = {total}. {left}\nRépondez OUI dans les 10 minutes pour"
        " enregistrer, NON pour annuler.",
        "Sale to confirm | {name}: {quantity} at {price} = {total}. {left}\nReply YES within 10 minutes to record it,"
        " NO to cancel.",
    ),
    "sale.will_leave": ("Il en restera {left}.", "{left} will be left."),
    "sale.short": ("Attention, il en reste {left}.", "Careful, there is {left} left."),
    "sale.not_tracked": ("Son stock n'est pas suivi.", "Its stock is not tracked."),
    "sale.done": (
        "Vente enregistrée | {number}. {name} : {quantity} à {price} = {total}. {left}",
        "Sale recorded | {number}. {name}: {quantity} at {price} = {total}. {left}",
    ),
    "sale.leaves": ("Il en reste {left}.", "{left} left."),
    "sale.again": (
        "Déjà enregistrée | La vente {number} est déjà enregistrée : rien n'est ajouté.",
        "Already recorded | The sale {number} is recorded already: nothing was added.",
    ),
    "sale.cancelled": ("Vente annulée | Rien n'est vendu.", "Sale cancelled | Nothing is sold."),
    "sale.too_late": (
        "Trop tard | La proposition valait 10 minutes : rien n'est vendu. Écrivez la vente de nouveau.",
        "Too late | The proposal held for 10 minutes: nothing is sold. Write the sale again.",
    ),
    "sale.replaced": (
        "Vente | Cette proposition a été remplacée : rien n'est vendu. Répondez à la dernière.",
        "Sale | This proposal was replaced: nothing is sold. Reply to the last one.",
    ),
    "nothing_open": (
        "Rien à confirmer | Aucune question n'attend de réponse. Écrivez par exemple : vente riz 3",
        "Nothing to confirm | No question is open. Write for example: sale rice 3",
    ),
    "two_questions": (
        "Pour quoi ? | « {number} » est-il le choix du produit, ou la réponse à l'alerte ? Écrivez « choix {number} »,"
        " ou « {answer} ».",
        'For what? | Is "{number}" the choice of the product, or the answer to the alert? Write "choice {number}", or'
        ' "{answer}".',
    ),
    # -- answers to alerts --
    "answer.none": (
        "Alertes | Aucun message n'attend de réponse. Écrivez « alertes » pour voir ce qui est en cours.",
        'Alerts | No message is waiting for an answer. Write "alerts" to see what is open.',
    ),
    "answer.over": (
        "Alertes | Ces alertes sont terminées : il n'y a plus rien à faire.",
        "Alerts | These alerts are over: there is nothing left to do.",
    ),
    "answer.numbers": (
        "Alertes | Répondez 1 (commander), 2 (plus tard) ou 3 (ignorer).",
        "Alerts | Reply 1 (order), 2 (later) or 3 (ignore).",
    ),
    "answer.again": (
        "Déjà répondu | Vous aviez répondu « {answer} » à ce message : rien n'est refait.",
        'Already answered | You had answered "{answer}" to this message: nothing is done again.',
    ),
    "answer.ordered": ("Commande préparée | {lines}", "Order prepared | {lines}"),
    "answer.draft": (
        "{number} pour {supplier} ({products}), en brouillon",
        "{number} for {supplier} ({products}), a draft",
    ),
    "answer.check": ("Vérifiez-la et envoyez-la dans Digiboost.", "Check it and send it in Digiboost."),
    "answer.without": (
        "Produits sans fournisseur : {count}, à commander vous-même.",
        "Products without a supplier: {count}, to order yourself.",
    ),
    "answer.nothing_ordered": (
        "Rien de plus à commander | {lines}",
        "Nothing more to order | {lines}",
    ),
    "answer.why_nothing": (
        "Ces produits sont déjà commandés, de nouveau en stock, ou sans fournisseur.",
        "These products are ordered already, in stock again, or without a supplier.",
    ),
    "answer.changed": (
        "Déjà répondu | Vous aviez répondu « {answer} » à ce message. Pour changer d'avis, ouvrez les alertes dans"
        " Digiboost.",
        'Already answered | You had answered "{answer}" to this message. To change your mind, open the alerts in'
        " Digiboost.",
    ),
    "answer.later": ("C'est noté | Nous vous le rappelons demain.", "Noted | We remind you tomorrow."),
    "answer.ignored": (
        "C'est noté | Plus de rappel pour ces alertes, jusqu'à ce que la situation change.",
        "Noted | No more reminders of these alerts until things change.",
    ),
    # -- missions that are offered --
    "offer.accepted": (
        "C'est pour vous : demande n° {number} | {lines}",
        "It is yours: request no. {number} | {lines}",
    ),
    "offer.client": ("Client : {client}", "Client: {client}"),
    "offer.client_phone": ("Client : {client}, {phone}", "Client: {client}, {phone}"),
    "offer.landmark": ("Repère : {landmark}", "Landmark: {landmark}"),
    "offer.declined": (
        "C'est noté | Vous ne prenez pas la demande n° {number} : elle est proposée à d'autres.",
        "Noted | You do not take request no. {number}: it is offered to others.",
    ),
    "offer.taken": (
        "Déjà prise | La demande n° {number} a été prise par quelqu'un d'autre, ou retirée. Merci d'avoir répondu.",
        "Already taken | Request no. {number} was taken by somebody else, or withdrawn. Thank you for answering.",
    ),
    "offer.expired": (
        "Trop tard | Le délai pour la demande n° {number} est passé. Elle vous sera peut-être proposée de nouveau.",
        "Too late | The time to answer request no. {number} is over. It may be offered to you again.",
    ),
    "offer.yours_already": (
        "Déjà à vous | Vous avez déjà accepté la demande n° {number}.",
        "Already yours | You have already accepted request no. {number}.",
    ),
    "offer.too_late_to_decline": (
        "Déjà à vous | Vous avez accepté la demande n° {number}. Pour la rendre, ouvrez-la dans Digiboost ou appelez"
        " votre responsable.",
        "Already yours | You accepted request no. {number}. To give it back, open it in Digiboost or call your"
        " manager.",
    ),
    "offer.declined_already": (
        "Déjà répondu | Vous aviez refusé la demande n° {number} : elle est proposée à d'autres.",
        "Already answered | You had declined request no. {number}: it is offered to others.",
    ),
    "offer.none": (
        "Missions | Aucune mission n'attend votre réponse.",
        "Jobs | No job is waiting for your answer.",
    ),
    "offer.numbers": (
        "Missions | Répondez 1 (accepter) ou 2 (refuser).",
        "Jobs | Reply 1 (accept) or 2 (decline).",
    ),
    "offer.which": (
        "Plusieurs missions vous attendent : laquelle ? | {lines}",
        "Several jobs are waiting for you: which one? | {lines}",
    ),
    "offer.option": (
        "Oui {number} ou Non {number} : {headline}",
        "Yes {number} or No {number}: {headline}",
    ),
    "offer.which_question": (
        "Pour quoi ? | Une mission et une autre question attendent. Pour la mission, écrivez « oui {number} » ou"
        " « non {number} ».",
        'For what? | A job and another question are waiting. For the job, write "yes {number}" or "no {number}".',
    ),
    "offer.help": (
        "Ce que vous pouvez écrire | 1 ou oui : accepter une mission\n2 ou non : la refuser\noui 45 : accepter la"
        " demande n° 45\nstop : ne plus recevoir de messages ici",
        "What you can write | 1 or yes: accept a job\n2 or no: decline it\nyes 45: accept request no. 45\nstop: no more"
        " messages here",
    ),
    # -- stop, start, companies --
    "stopped": (
        "C'est arrêté | Plus d'alertes ni de résumés sur ce téléphone : vous les lirez dans Digiboost. Écrivez"
        " « reprendre » pour les recevoir de nouveau.",
        "Stopped | No more alerts or summaries on this telephone: you will find them in Digiboost. Write"
        ' "start" to have them again.',
    ),
    "started": (
        "C'est reparti | Vos alertes et votre résumé du matin arrivent de nouveau ici.",
        "Started again | Your alerts and your morning summary arrive here again.",
    ),
    "company.now": (
        "{company} | Vous écrivez maintenant pour {company}.",
        "{company} | You now write for {company}.",
    ),
    "company.which": (
        "Quelle entreprise ? | {lines}",
        "Which company? | {lines}",
    ),
    "company.line": ("entreprise {company}", "company {company}"),
}

ANSWERS: Mapping[Answer, tuple[str, str]] = {
    Answer.ORDER: ("commander", "order"),
    Answer.LATER: ("plus tard", "later"),
    Answer.IGNORE: ("ignorer", "ignore"),
}
RULES: Mapping[RuleType, tuple[str, str]] = {
    RuleType.RUPTURE: ("Rupture", "Out of stock"),
    RuleType.LOW_STOCK: ("Stock bas", "Low stock"),
    RuleType.STOCK_OUT: ("Bientôt en rupture", "Soon out of stock"),
    RuleType.DEAD_STOCK: ("Ne se vend plus", "Not selling"),
    RuleType.EXPIRY: ("Bientôt périmé", "Expires soon"),
    RuleType.SERVICE_RATE: ("Taux de service bas", "Low service rate"),
    RuleType.SALES_ANOMALY: ("Ventes inhabituelles", "Unusual sales"),
    RuleType.REVENUE: ("Chiffre d'affaires", "Revenue"),
    RuleType.FAILURE_RATE: ("Messages non reçus", "Messages not received"),
}

REPLY = Template(
    code="assistant.reply",
    kind=Kind.REPLY,
    texts={("fr", "friendly"): ("{title}", "{text}"), ("en", "friendly"): ("{title}", "{text}")},
)
LIST = Template(
    code="assistant.list",
    kind=Kind.REPLY,
    texts={("fr", "friendly"): ("{title}", "{lines}"), ("en", "friendly"): ("{title}", "{lines}")},
)
TEMPLATES = (REPLY, LIST)

_SYMBOLS = frozenset({"kg", "g", "mg", "l", "cl", "ml", "dl", "m", "cm", "mm", "t"})


def pick(pair: tuple[str, str], language: Language) -> str:
    return pair[0] if language == "fr" else pair[1]


def say(code: str, language: Language, **values: str) -> str:
    """The text of ``code``; what a value holds is never read as a hole."""
    text = pick(SAID[code], language)
    parts = text.split("{")
    filled = [parts[0]]
    for part in parts[1:]:
        name, _, rest = part.partition("}")
        filled.append(values[name] + rest)
    return "".join(filled)


def products(count: int, language: Language) -> str:
    """``1 produit``, ``3 produits``."""
    return f"{count} {pick(('produit', 'product'), language)}{'s' if count > 1 else ''}"


def amount(milli: int, unit: str, language: Language) -> str:
    """``3 sacs``, ``1,5 kg``, ``1 sac``."""
    return f"{quantity_text(milli, language)} {_unit(unit, milli)}".strip()


def _unit(unit: str, milli: int) -> str:
    """In the plural from two on (from anything but one in English it is the same list of endings)."""
    if abs(milli) < 2000 or unit.lower() in _SYMBOLS or " " in unit or unit[-1:] in {"s", "x", "z"}:
        return unit
    return f"{unit}s" if unit.isalpha() else unit
