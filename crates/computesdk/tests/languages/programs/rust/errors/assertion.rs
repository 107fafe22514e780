fn main() {
    let list = vec![1, 2];
    debug_assert!(list.len() == 2);
    assert_eq!(list, [1, 3], "lists of {} ✗", list.len());
}
