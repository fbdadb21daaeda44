"""What is wrong with a question, in Danish, by the code of its error; the English message tells the details."""

from collections.abc import Mapping

from resolvers.refusals import Code

_REFUSED: Mapping[Code, str] = {
    Code.INVALID_CURSOR: "Markøren hører ikke til denne liste: brug en markør, som listen selv har givet.",
    Code.INVALID_ID: "Det er ikke et id fra dette register: brug et id, som du fik det.",
    Code.INVALID_TEXT: "Teksten kan der ikke spørges med: se, hvor lang den må være, og hvad den må indeholde.",
    Code.PAGE_SIZE: "Der er bedt om for mange eller for få: se `maximum`.",
    Code.AMBIGUOUS_KEY: "Flere enheder deler nummeret: vælg en af dem ved SOR-kode.",
    Code.UNKNOWN_CODE_LIST: "Registeret har ingen kodeliste med det navn.",
    Code.WRONG_ORDER: "Slutningen ligger før begyndelsen.",
    Code.TOO_LARGE: "Spørgsmålet er større, end det må være: se `limit` og `maximum`, og spørg ad flere gange.",
    Code.TOO_MANY_UNITS: "Spørgsmålet berører flere enheder, end et svar kan: spørg snævrere.",
    Code.TOOK_TOO_LONG: "Det tog længere tid, end et svar må: spørg om mindre ad gangen.",
    Code.TOO_MANY_SUBSCRIPTIONS: "Der følges allerede så mange strømme, som der er plads til: afslut en anden først.",
    Code.NOT_YET_KNOWN: "Det tidspunkt er endnu ikke kommet: registeret ved ikke, hvad det så vil vide.",
    Code.NOT_FOUND: "Det findes ikke.",
    Code.FORBIDDEN: "Det må du ikke med den rolle, du har: log ind, eller spørg dem, der må.",
    Code.RESUME: "Abonnementet er afbrudt: genoptag det efter markøren i `after`.",
}
_OTHERS: Mapping[str, str] = {
    "INVALID_FORMAT": "Nummeret er ikke skrevet, som registeret skriver det.",
    "INVALID_CHECK_DIGIT": "Nummerets kontrolciffer passer ikke: se efter, om det er skrevet rigtigt.",
    "BUSY": "Andre er ved at ændre registeret: prøv igen om lidt.",
    "UNAVAILABLE": "Registerets database er væk eller overbelastet: prøv igen om nogle sekunder.",
    "READ_ONLY": "Denne server svarer kun på spørgsmål: send ændringer og anmodninger til en, der skriver.",
    "INTERNAL": "Noget gik galt i registeret; det er skrevet i loggen under det id, der står i `id`.",
    "BAD_USER_INPUT": "En værdi er ikke, som feltet skal have den.",
    "METHOD_NOT_ALLOWED": "Sådan en operation kan der ikke spørges efter på den måde.",
    "BAD_REQUEST": "Der mangler et spørgsmål: det står i `query`.",
    "OPERATION_RESOLUTION_FAILURE": "Det er ikke klart, hvilken operation der menes: sig det med `operationName`.",
    "GRAPHQL_PARSE_FAILED": "Spørgsmålet er ikke skrevet som GraphQL.",
    "GRAPHQL_VALIDATION_FAILED": "Spørgsmålet passer ikke til skemaet: se, hvad felterne hedder og tager.",
}
DANISH: Mapping[str, str] = {**{code.name: sentence for code, sentence in _REFUSED.items()}, **_OTHERS}
