fn main() { println!("keyholder"); }
