fn main() {
    println!("keyholder");
}
