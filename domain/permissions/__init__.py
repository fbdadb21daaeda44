"""Who someone is, what they may see and what they may do (REGISTER.md, section 6)."""

from domain.permissions.actors import PUBLIC as PUBLIC
from domain.permissions.actors import Actor as Actor
from domain.permissions.actors import Role as Role
from domain.permissions.seeing import belongs_to as belongs_to
from domain.permissions.seeing import sees_local_attributes as sees_local_attributes
from domain.permissions.seeing import sees_number as sees_number
