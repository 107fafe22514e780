use std::cell::RefCell;
use std::rc::{Rc, Weak};

struct Loud(&'static str);

impl Drop for Loud {
    fn drop(&mut self) {
        println!("drop {}", self.0);
    }
}

struct Node {
    parent: RefCell<Weak<Node>>,
    children: RefCell<Vec<Rc<Node>>>,
    _loud: Loud,
}

fn node(name: &'static str) -> Rc<Node> {
    Rc::new(Node { parent: RefCell::default(), children: RefCell::default(), _loud: Loud(name) })
}

fn main() {
    let _first = Loud("first");
    let _ = Loud("at once");
    let moved = Loud("moved");
    {
        let _inner = Loud("inner");
        drop(moved);
    }
    let (root, child) = (node("root"), node("child"));
    *child.parent.borrow_mut() = Rc::downgrade(&root);
    root.children.borrow_mut().push(Rc::clone(&child));
    println!("{} {} {}", Rc::strong_count(&child), Rc::weak_count(&root), child.parent.borrow().upgrade().is_some());
    drop(root);
    println!("{}", child.parent.borrow().upgrade().is_none());
    std::mem::forget(Loud("forgotten"));
}
