"""Where a page stands in its list."""

import strawberry


@strawberry.type(description="Whether a list goes on, and the cursors at the ends of the page.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more comes after this page.")
    has_previous_page: bool = strawberry.field(description="Whether something came before this page.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first item; none on an empty page.")
    end_cursor: str | None = strawberry.field(description="Give it as `after` to go on; none on an empty page.")
