"""What can be done to the register, each thing by the name that permissions list it under."""

from enum import Enum

from domain.words import Words


class Action(Enum):
    """The value names it, as something one may do. An operation may ask for several (`demands.py`)."""

    CREATE_OWNER = Words("oprette institutionsejere", "create institution owners")
    CREATE_INSTITUTION = Words("oprette sundhedsinstitutioner", "create health institutions")
    CREATE_UNIT = Words("oprette organisatoriske enheder", "create organisational units")
    CHANGE = Words("ændre enheder, deres lokale attributter også", "change units, their local attributes too")
    MOVE = Words("flytte enheder", "move units")
    MOVE_UNDER = Words("vælge, hvor en enhed flytter hen", "choose where a unit moves to")
    CLOSE = Words("lukke enheder, deres lokationsnumre med dem", "close units, their location numbers with them")
    WITHDRAW = Words("trække planlagte ændringer af enheder tilbage", "withdraw planned changes of units")
    MERGE = Words("sammenlægge enheder", "merge units")
    SPLIT = Words("opdele enheder", "split units")
    RELATE = Words("føre relationer mellem enheder", "keep relations between units")
    ISSUE_NUMBER = Words("oprette lokationsnumre", "have location numbers issued")
    CHANGE_NUMBER = Words("ændre lokationsnumre", "change location numbers")
    CLOSE_NUMBER = Words("lukke lokationsnumre", "close location numbers")
    INHERIT_NUMBER = Words("vælge, om et lokationsnummer arves", "choose whether a location number is inherited")
    MESSAGE_TYPES = Words("føre lokationsnumres meddelelsestyper", "keep the message types of location numbers")
    CORRECT = Words("rette, hvad der er registreret forkert", "correct what was recorded wrongly")
    DECIDE_REQUEST = Words("afgøre anmodninger", "decide requests")
