//! A table of numbers, aligned.

/// Prints the rows that hold something, under the columns; what is nought is a dot.
pub fn print(columns: &[&str], rows: &[(String, Vec<usize>)]) {
    let first = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let width = |column: &str| column.len().max(6);
    let head: String = columns.iter().map(|c| format!("  {c:>w$}", w = width(c))).collect();
    println!("  {:first$}{head}", "");
    for (name, counts) in rows.iter().filter(|(_, counts)| counts.iter().any(|n| *n > 0)) {
        let shown = |n: usize| if n == 0 { ".".to_owned() } else { n.to_string() };
        let cells: String = columns.iter().zip(counts).map(|(c, n)| format!("  {:>w$}", shown(*n), w = width(c))).collect();
        println!("  {name:first$}{cells}");
    }
}
