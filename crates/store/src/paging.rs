//! Long tables read some rows at a time, in the order of their columns.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{EntityTrait, ModelTrait, QueryFilter, QueryOrder, QuerySelect, Select};

/// The first rows of a query in the order of some columns, behind the row that the last page ended with. The place is one
/// comparison of all the columns: of several that "or" joins, PostgreSQL reads the table from its beginning for every page.
pub(crate) fn page<E: EntityTrait>(
    query: Select<E>,
    order: &[E::Column],
    after: Option<&E::Model>,
    rows: u64,
) -> Select<E> {
    let mut page = query.limit(rows);
    for column in order {
        page = page.order_by_asc(*column);
    }
    let Some(after) = after else { return page };
    let names = order.iter().map(|column| Expr::col((E::default(), *column)));
    let place = order.iter().map(|column| Expr::val(after.get(*column)));
    page.filter(Expr::tuple(names).gt(Expr::tuple(place)))
}
