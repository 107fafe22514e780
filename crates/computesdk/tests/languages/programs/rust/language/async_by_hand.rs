use std::future::Future;
use std::pin::{pin, Pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

struct Nobody;

impl Wake for Nobody {
    fn wake(self: Arc<Self>) {}
}

struct Yield(bool);

impl Future for Yield {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.0 {
            return Poll::Ready(());
        }
        self.0 = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

async fn work(name: &str, steps: u32) -> u32 {
    for step in 0..steps {
        println!("{name} {step}");
        Yield(false).await;
    }
    steps
}

fn main() {
    let (mut one, mut two) = (pin!(work("one", 2)), pin!(work("two", 3)));
    let waker = Waker::from(Arc::new(Nobody));
    let mut context = Context::from_waker(&waker);
    let mut ends = (None, None);
    while ends.0.is_none() || ends.1.is_none() {
        if let (None, Poll::Ready(end)) = (ends.0, one.as_mut().poll(&mut context)) { ends.0 = Some(end); }
        if let (None, Poll::Ready(end)) = (ends.1, two.as_mut().poll(&mut context)) { ends.1 = Some(end); }
        if ends.0.is_some() { break; }
    }
    println!("{ends:?}");
}
