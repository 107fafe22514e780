od -An -tx1
